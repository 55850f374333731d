// CSV: any text ends, and no record is longer than the text.
#include "plugins/builtins/encoding/csv_reader.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <string>
#include <vector>

using ach::builtins::CsvReader;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = ach::fuzz::text_of(data, size);
    for (const char* separator : {",", ";", "\t", "→"}) {
        CsvReader reader(text, separator);
        std::vector<std::string> fields;
        std::size_t records = 0;
        while (reader.next(fields) == CsvReader::Step::Record) {
            std::size_t bytes = 0;
            for (const std::string& field : fields) bytes += field.size();
            ach::fuzz::require(bytes <= size && !fields.empty());
            ach::fuzz::require(reader.record() == ++records && records <= size);
        }
    }
    return 0;
}
