// The environment variables of programs: a copy that the process's own was taken into when it was
// first asked for. The process's own is never changed, because with threads nobody can do that
// safely. One table for all programs of a process. [any]
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ach::builtins {

class Environment {
public:
    using Variables = std::map<std::string, std::string, std::less<>>;  // in code-point order

    // `initial` is an array of "NAME=value" that ends with null, such as environ.
    explicit Environment(const char* const* initial) : initial_(initial) {}

    std::optional<std::string> get(std::string_view key) const;
    void set(std::string_view key, std::string_view value);
    bool remove(std::string_view key);
    Variables all() const;

private:
    Variables& variables() const;  // with mutex_ held

    mutable std::mutex mutex_;
    const char* const* initial_;
    mutable std::optional<Variables> variables_;  // guarded by mutex_
};

// The settings of a dotenv file, in its order: NAME=value lines, with blanks around both, an
// `export` in front, and a pair of quotes around the value allowed. All else is skipped.
std::vector<std::pair<std::string, std::string>> parse_dotenv(std::string_view text);

}  // namespace ach::builtins
