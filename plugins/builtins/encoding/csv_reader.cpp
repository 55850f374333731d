#include "plugins/builtins/encoding/csv_reader.hpp"

namespace ach::builtins {

CsvReader::CsvReader(std::string_view text, std::string_view separator)
    : rest_(text), separator_(separator) {
    take("\xEF\xBB\xBF");
}

CsvReader::Step CsvReader::next(std::vector<std::string>& fields) {
    skip_empty_lines();
    if (rest_.empty()) {
        fields.clear();
        return Step::End;
    }
    ++record_;
    std::size_t count = 0;
    do {
        if (count == fields.size()) fields.emplace_back();
        if (const Step step = read_field(fields[count++]); step != Step::Record) return step;
    } while (take(separator_));
    fields.resize(count);
    take_line_end();
    return Step::Record;
}

void CsvReader::skip_empty_lines() {
    while (take_line_end()) {
    }
}

// A carriage return alone is text.
bool CsvReader::ends_field(std::string_view here) const {
    return here[0] == '\n' || here.starts_with("\r\n") || here.starts_with(separator_);
}

// Leaves the reader at a separator, a line end, or the end.
CsvReader::Step CsvReader::read_field(std::string& field) {
    field.clear();
    if (take("\"")) return read_quoted(field);
    std::size_t end = 0;
    while (end < rest_.size() && !ends_field(rest_.substr(end))) ++end;
    field = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return Step::Record;
}

CsvReader::Step CsvReader::read_quoted(std::string& field) {
    for (;;) {
        const std::size_t quote = rest_.find('"');
        if (quote == rest_.npos) return Step::Unterminated;
        field += rest_.substr(0, quote);
        rest_.remove_prefix(quote + 1);
        if (!take("\"")) break;
        field += '"';
    }
    return rest_.empty() || ends_field(rest_) ? Step::Record : Step::TextAfterQuote;
}

bool CsvReader::take(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
}

bool CsvReader::take_line_end() { return take("\n") || take("\r\n"); }

}  // namespace ach::builtins
