// Records of a CSV text, one after the other, as RFC 4180 has them.
//
// Fields are separated by one character and may be quoted; within quotes a doubled quote is one,
// and separators and line ends are text. Records end with LF or CRLF. Lines with nothing on them
// are no records.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ach::builtins {

class CsvReader {
public:
    enum class Step { Record, End, Unterminated, TextAfterQuote };

    // The separator is one character, which may be several bytes. Both views must outlive this.
    CsvReader(std::string_view text, std::string_view separator);

    // Reads the next record into `fields`, whose strings are used again.
    Step next(std::vector<std::string>& fields);

    // The number of the record that was read last, from 1 on.
    std::size_t record() const { return record_; }

private:
    void skip_empty_lines();
    Step read_field(std::string& field);
    Step read_quoted(std::string& field);
    bool take(std::string_view expected);
    bool take_line_end();
    bool ends_field(std::string_view here) const;  // not at the end of the text

    std::string_view rest_;
    std::string_view separator_;
    std::size_t record_ = 0;
};

}  // namespace ach::builtins
