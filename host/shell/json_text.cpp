#include "host/shell/json_text.hpp"

#include "host/shell/json_position.hpp"
#include "host/shell/shown.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

namespace ach::host {
namespace {

using nlohmann::json;

struct Twice {
    std::string pointer;
    std::string key;
};
struct TooDeep {
    std::string pointer;
};

// Listens to the parser and knows where it is.
class Watch {
public:
    void operator()(json::parse_event_t event, const json& parsed) {
        switch (event) {
            case json::parse_event_t::object_start: return open(false);
            case json::parse_event_t::array_start: return open(true);
            case json::parse_event_t::key: return key(parsed.get_ref<const std::string&>());
            case json::parse_event_t::object_end:
            case json::parse_event_t::array_end: levels_.pop_back(); return passed_value();
            case json::parse_event_t::value: return passed_value();
        }
    }

    // Of what is being read.
    std::string pointer() const {
        std::string all;
        for (const Level& level : levels_) {
            all += level.is_array ? "/" + std::to_string(level.index) : pointer_step(level.key);
        }
        return all;
    }

private:
    struct Level {
        bool is_array;
        std::size_t index = 0;
        std::string key;
        std::unordered_set<std::string> keys;
    };

    void open(bool is_array) {
        if (levels_.size() == kDeepestJson) throw TooDeep{pointer()};
        levels_.push_back({.is_array = is_array, .key = {}, .keys = {}});
    }

    void key(const std::string& name) {
        Level& level = levels_.back();
        level.key = name;
        if (!level.keys.insert(name).second) throw Twice{pointer(), name};
    }

    void passed_value() {
        if (!levels_.empty() && levels_.back().is_array) ++levels_.back().index;
    }

    std::vector<Level> levels_;
};

// What people take for JSON.
std::string_view advice(std::string_view rest, std::string_view before) {
    if (rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#')) {
        return " (JSON has no comments)";
    }
    if (rest.starts_with('\'')) return " (JSON puts text between \")";
    const auto last = before.find_last_not_of(" \t\r\n");
    if ((rest.starts_with('}') || rest.starts_with(']')) && last != before.npos &&
        before[last] == ',') {
        return " (there is a comma before it that separates nothing)";
    }
    return {};
}

// The library's words without the part that repeats the text.
std::string cause_of(const json::parse_error& e) {
    std::string why = e.what();
    if (const auto cause = why.find(" - "); cause != why.npos) why.erase(0, cause + 3);
    if (const auto read = why.find("; last read: "); read != why.npos) {
        const auto expected = why.rfind("; expected ");
        why.erase(read, expected == why.npos || expected < read ? why.npos : expected - read);
    }
    return shown(why);
}

Problem problem_at(std::string_view name, Position at, const std::string& text) {
    return {std::string(name) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) +
                ": " + text,
            ACH_E_ARG};
}

// Where the first token that is wrong begins; the library tells its last byte.
Problem not_json(std::string_view text, std::string_view name, const json::parse_error& e) {
    const std::size_t at = e.byte == 0 ? 0 : std::min(e.byte - 1, text.size());
    return problem_at(name, position_at(text, at),
                      "not valid JSON: " + cause_of(e) +
                          std::string(advice(text.substr(at), text.substr(0, at))));
}

}  // namespace

Result<json> parse_json(std::string_view text, std::string_view name) {
    // The library takes a NUL for the end of the text.
    if (const auto nul = text.find('\0'); nul != text.npos) {
        return problem_at(name, position_at(text, nul),
                          "not valid JSON: a NUL byte (JSON is text in UTF-8)");
    }
    Watch watch;
    const auto listen = [&watch](int, json::parse_event_t event, json& parsed) {
        watch(event, parsed);
        return true;
    };
    try {
        return json::parse(text, listen);
    } catch (const Twice& twice) {
        return problem_at(name, position_of(text, twice.pointer),
                          "key '" + shown(twice.key) + "' stands twice in one object");
    } catch (const TooDeep& deep) {
        return problem_at(name, position_of(text, deep.pointer),
                          "nested more than " + std::to_string(kDeepestJson) + " levels deep");
    } catch (const json::out_of_range&) {
        return problem_at(name, position_of(text, watch.pointer()),
                          "a number is too large: the largest is about 1.8e308");
    } catch (const json::parse_error& e) {
        return not_json(text, name, e);
    }
}

bool is_json(std::string_view text) { return text.find('\0') == text.npos && json::accept(text); }

}  // namespace ach::host
