#include "host/shell/json_position.hpp"

#include <cstdlib>
#include <optional>

namespace ach::host {
namespace {

// Walks valid JSON; of anything else it makes something harmless and ends.
class Walker {
public:
    explicit Walker(std::string_view text) : text_(text) {}

    std::size_t find(std::string_view pointer) {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
        skip_space();
        std::size_t found = at_;
        while (!pointer.empty() && pointer.front() == '/') {
            pointer.remove_prefix(1);
            const std::size_t end = std::min(pointer.find('/'), pointer.size());
            const bool is_last = end == pointer.size();
            if (!enter(unescape_step(pointer.substr(0, end)), is_last, found)) break;
            pointer.remove_prefix(end);
        }
        return found;
    }

private:
    static std::string unescape_step(std::string_view step) {
        std::string key;
        for (std::size_t i = 0; i < step.size(); ++i) {
            if (step[i] == '~' && i + 1 < step.size()) {
                key += step[++i] == '1' ? '/' : '~';
            } else {
                key += step[i];
            }
        }
        return key;
    }

    // Moves to the member or item `step` of the value under the cursor and notes where it begins.
    bool enter(const std::string& step, bool is_last, std::size_t& found) {
        if (peek() == '{') return enter_member(step, is_last, found);
        if (peek() == '[') return enter_item(step, found);
        return false;
    }

    // Of several with the key that is looked for the last, which is the one too many.
    bool enter_member(const std::string& step, bool is_last, std::size_t& found) {
        std::optional<std::size_t> value_at;
        ++at_;
        for (skip_space(); peek() == '"'; skip_space()) {
            const std::size_t key_at = at_;
            const std::string key = read_string();
            skip_space();
            ++at_;  // the colon
            skip_space();
            if (key == step) {
                found = key_at;
                value_at = at_;
                if (!is_last) break;
            }
            skip_value();
            skip_space();
            if (peek() != ',') break;
            ++at_;
        }
        at_ = value_at.value_or(at_);
        return value_at.has_value();
    }

    bool enter_item(const std::string& step, std::size_t& found) {
        long left = std::strtol(step.c_str(), nullptr, 10);
        ++at_;
        for (skip_space(); peek() != ']' && peek() != '\0'; skip_space()) {
            if (left-- == 0) {
                found = at_;
                return true;
            }
            skip_value();
            skip_space();
            if (peek() != ',') break;
            ++at_;
        }
        return false;
    }

    void skip_value() {
        int depth = 0;
        do {
            skip_space();
            const char c = peek();
            if (c == '\0') return;
            if (c == '"') {
                read_string();
            } else {
                if (c == '{' || c == '[') ++depth;
                if (c == '}' || c == ']') --depth;
                ++at_;
                while (depth == 0 && is_scalar(peek())) ++at_;
            }
        } while (depth > 0);
    }

    static bool is_scalar(char c) {
        return c != '\0' && std::string_view(",]} \t\r\n").find(c) == std::string_view::npos;
    }

    // Simple escapes only: a key with \u escapes is not recognised, and its parent is named
    // instead.
    std::string read_string() {
        std::string out;
        for (++at_; peek() != '"' && peek() != '\0'; ++at_) {
            if (peek() == '\\') ++at_;
            out += peek();
        }
        ++at_;
        return out;
    }

    void skip_space() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
    }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

Position position_at(std::string_view text, std::size_t offset) {
    Position position;
    for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++position.line;
            position.column = 1;
        } else {
            ++position.column;
        }
    }
    return position;
}

Position position_of(std::string_view text, std::string_view pointer) {
    return position_at(text, Walker(text).find(pointer));
}

std::string pointer_step(std::string_view key) {
    std::string step = "/";
    for (char c : key) {
        if (c == '~') {
            step += "~0";
        } else if (c == '/') {
            step += "~1";
        } else {
            step += c;
        }
    }
    return step;
}

}  // namespace ach::host
