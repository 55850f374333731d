// CSV: Vectors of Records or of Vectors, from and to text.
#include "plugins/builtins/encoding/csv_reader.hpp"
#include "plugins/builtins/encoding/encoding.hpp"
#include "plugins/builtins/support/number_text.hpp"
#include "plugins/builtins/support/sequence.hpp"
#include "plugins/builtins/support/utf8.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace ach::builtins::encoding {
namespace {

struct CsvOptions {
    std::string separator = ",";
    bool convert = true;
    bool flexible = false;
};

std::string separator_in(const Call& call, Value value) {
    const std::string_view text = call.to_text(value);
    const auto characters = std::ranges::count_if(text, [](char c) { return !is_continuation(c); });
    if (characters != 1 || text == "\"" || text == "\n" || text == "\r") {
        call.fail(kind::kValue,
                  "'separator' must be one character, and neither a quote nor a line end");
    }
    return std::string(text);
}

bool switch_in(const Call& call, Value value) {
    call.require(value, ACH_T_BOOLEAN, "Boolean");
    return call.boolean(value);
}

// Null stands for the default. `only_separator`: the others are for reading.
CsvOptions options_in(const Call& call, std::size_t argument, bool only_separator) {
    CsvOptions options;
    if (!call.has(argument)) return options;
    const Value record = call[argument];
    call.require(record, ACH_T_RECORD, "Record");
    for (std::size_t i = 0; i < call.record_len(record); ++i) {
        const auto [name, value] = call.record_at(record, i);
        const bool is_given = !call.is_null(value);
        if (name == "separator") {
            if (is_given) options.separator = separator_in(call, value);
        } else if (name == "convert" && !only_separator) {
            if (is_given) options.convert = switch_in(call, value);
        } else if (name == "flexible" && !only_separator) {
            if (is_given) options.flexible = switch_in(call, value);
        } else {
            call.fail(kind::kValue, "there is no option '" + std::string(name) +
                                        "', only 'separator'" +
                                        (only_separator ? "" : ", 'convert', 'flexible'"));
        }
    }
    return options;
}

// --- text to values

// `inf`, `infinity` or `nan` in any case, with a sign or none.
std::optional<double> word_number(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) text.remove_prefix(1);
    std::string word(text.substr(0, std::min<std::size_t>(text.size(), 9)));
    for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (word != "inf" && word != "infinity") return std::nullopt;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    return is_negative ? -kInfinity : kInfinity;
}

class Table {
public:
    Table(const Call& call, const CsvOptions& options, bool has_headers)
        : call_(call),
          options_(options),
          reader_(call.text(0), options_.separator),
          has_headers_(has_headers) {}

    Value rows() {
        const Value rows = call_.vector();
        std::vector<std::string> fields;
        while (next(fields)) {
            const Scope scope(call_);
            if (reader_.record() == 1) {
                width_ = fields.size();
                if (has_headers_) names_ = fields;
                if (has_headers_) continue;
            }
            check_width(fields.size());
            call_.vector_push(rows, has_headers_ ? record_of(fields) : vector_of(fields));
            call_.poll();
        }
        return rows;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        call_.fail(kind::kValue, "CSV parse error: " + what);
    }

    bool next(std::vector<std::string>& fields) {
        switch (reader_.next(fields)) {
            case CsvReader::Step::Record: return true;
            case CsvReader::Step::End: return false;
            case CsvReader::Step::Unterminated:
                fail("unterminated quote in record " + std::to_string(reader_.record()));
            case CsvReader::Step::TextAfterQuote:
                fail("text after a closing quote in record " + std::to_string(reader_.record()));
        }
        return false;
    }

    void check_width(std::size_t count) const {
        if (count == width_ || options_.flexible) return;
        fail("record " + std::to_string(reader_.record()) + " has " + std::to_string(count) +
             " fields, expected " + std::to_string(width_));
    }

    Value record_of(const std::vector<std::string>& fields) const {
        const Value record = call_.record();
        for (std::size_t i = 0; i < names_.size(); ++i) {
            const Scope scope(call_);
            call_.record_set(record, names_[i], field(fields, i));
        }
        return record;
    }

    Value vector_of(const std::vector<std::string>& fields) const {
        const std::size_t length = std::max(fields.size(), width_);
        const Value row = call_.vector(length);
        for (std::size_t i = 0; i < length; ++i) {
            const Scope scope(call_);
            call_.vector_push(row, field(fields, i));
        }
        return row;
    }

    // Missing ones are null.
    Value field(const std::vector<std::string>& fields, std::size_t i) const {
        if (i >= fields.size()) return call_.null();
        const std::string_view text = fields[i];
        if (!options_.convert) return call_.make(text);
        if (text == "true" || text == "false") return call_.make(text == "true");
        if (const auto number = word_number(text)) return call_.make(*number);
        // number_in() knows words of its own, which are texts here.
        const bool is_word = text.find_first_of("0123456789") == text.npos;
        const auto number = is_word ? std::nullopt : number_in(text);
        return number ? call_.make(*number) : call_.make(text);
    }

    const Call& call_;
    const CsvOptions options_;
    CsvReader reader_;
    const bool has_headers_;
    std::size_t width_ = 0;
    std::vector<std::string> names_;
};

Value csv_parse(Call& call) {
    const bool has_headers =
        !call.has(1) || call.type(call[1]) != ACH_T_BOOLEAN || call.boolean(call[1]);
    static_cast<void>(call.text(0));
    return Table(call, options_in(call, 2, false), has_headers).rows();
}

// --- values to text

class Lines {
public:
    explicit Lines(const CsvOptions& options) : separator_(options.separator) {}

    void add(std::string_view field) {
        if (!is_first_) text_ += separator_;
        is_first_ = false;
        const bool is_quoted =
            field.find_first_of("\"\r\n") != field.npos || field.find(separator_) != field.npos;
        if (!is_quoted) {
            text_ += field;
            return;
        }
        text_ += '"';
        for (const char c : field) text_.append(c == '"' ? 2 : 1, c);
        text_ += '"';
    }
    void end_line() {
        text_ += '\n';
        is_first_ = true;
    }
    std::string_view text() const { return text_; }

private:
    std::string separator_;
    std::string text_;
    bool is_first_ = true;
};

void add_value(const Call& call, Lines& lines, std::optional<Value> value) {
    if (!value || call.is_null(*value)) return lines.add("");
    lines.add(call.display(*value));
}

std::vector<std::string> names_in(const Call& call, Value vector) {
    std::vector<std::string> names;
    for (const Value item : call.items_of(vector)) {
        const auto name = call.maybe_string(item);
        if (!name) call.fail_type("String", item, static_cast<std::int64_t>(names.size()));
        names.emplace_back(*name);
    }
    return names;
}

std::vector<std::string> fields_of(const Call& call, Value record) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < call.record_len(record); ++i) {
        const Scope scope(call);
        names.emplace_back(call.record_at(record, i).first);
    }
    return names;
}

// Every row is a Record, or every row is a Vector or a rank-1 tensor.
bool are_records(const Call& call, const std::vector<Value>& rows) {
    const bool is_first_record = !rows.empty() && call.type(rows[0]) == ACH_T_RECORD;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::int32_t type = call.type(rows[i]);
        const bool is_right = is_first_record ? type == ACH_T_RECORD : is_array(type);
        if (is_right) continue;
        const std::string_view expected = i == 0            ? "Record or Vector"
                                          : is_first_record ? "Record"
                                                            : "Vector";
        call.fail_type(expected, rows[i], static_cast<std::int64_t>(i));
    }
    return is_first_record;
}

void write_row(const Call& call, Lines& lines, Value row, const std::vector<std::string>* names) {
    const Scope scope(call);
    if (names == nullptr) {
        const Sequence items(call, row);
        for (const Value item : items.items()) add_value(call, lines, item);
    } else {
        for (const std::string& name : *names) add_value(call, lines, call.record_get(row, name));
    }
    lines.end_line();
    call.poll();
}

Value csv_stringify(Call& call) {
    if (!is_array(call.type(call[0]))) call.fail_type("Vector", call[0]);
    const bool has_names = call.has(1) && call.type(call[1]) == ACH_T_VECTOR;
    if (call.has(1) && !has_names) call.require(call[1], ACH_T_BOOLEAN, "Boolean or Vector");
    const bool is_plain = call.has(1) && !has_names && !call.boolean(call[1]);
    Lines lines(options_in(call, 2, true));

    const Sequence table(call, call[0]);
    const std::vector<Value>& rows = table.items();
    const bool is_of_records = are_records(call, rows);
    std::vector<std::string> names;
    if (has_names) {
        names = names_in(call, call[1]);
    } else if (is_of_records) {
        names = fields_of(call, rows[0]);
    }
    if (has_names || (is_of_records && !is_plain)) {
        for (const std::string& name : names) lines.add(name);
        lines.end_line();
    }
    for (const Value row : rows) write_row(call, lines, row, is_of_records ? &names : nullptr);
    return call.make(lines.text());
}

constexpr ach_native_def kNatives[] = {
    native<csv_parse>("csv_parse", 1, 3,
                      "csv_parse(text, headers = true, opts?): the rows of a CSV text, as Records, "
                      "or as Vectors without headers; opts: separator, convert, flexible"),
    native<csv_stringify>("csv_stringify", 1, 3,
                          "csv_stringify(rows, headers = true, opts?): Records or Vectors as CSV "
                          "text; headers may be the names; opts: separator"),
};

}  // namespace

std::span<const ach_native_def> csv() { return kNatives; }

}  // namespace ach::builtins::encoding
