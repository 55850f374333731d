// Calls a plugin's code that has promised not to throw, and lives with it when it does.
//
// The pointer loses its noexcept on the way in, for otherwise the compiler would take the promise
// for granted and end the process. Who broke it is named by the file that the code lies in.
#pragma once

#include <exception>

namespace ach::host {

// Says on standard error whose `function` threw `what`.
void report_throw(const void* code, const char* function, const char* what) noexcept;

// What `code` answers, or a value-initialised result when it threw: ACH_RUN_DONE of a runnable.
template <class Result, class... Parameters, class... Arguments>
Result call_foreign(const char* function, Result (*code)(Parameters...),
                    Arguments... arguments) noexcept {
    try {
        return code(arguments...);
    } catch (const std::exception& e) {
        report_throw(reinterpret_cast<const void*>(code), function, e.what());
    } catch (...) {
        report_throw(reinterpret_cast<const void*>(code), function, "not a std::exception");
    }
    return Result();
}

}  // namespace ach::host
