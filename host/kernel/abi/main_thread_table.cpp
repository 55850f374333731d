#include "host/kernel/caller.hpp"
#include "host/kernel/executor/executors.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/main_thread/main_thread.hpp"
#include "host/kernel/support/error.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {
namespace {

constexpr ach_main_thread_t kTable = {
    .struct_size = sizeof(ach_main_thread_t),
    .reserved = 0,
    .post = [](const ach_host_t* h, ach_main_item* item) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.main_thread().post(item);
    },
    .claim = [](const ach_host_t* h, const ach_main_loan* loan,
                ach_error* err) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) {
            return set_error(err, ACH_E_ARG, "main_thread.claim: no host was given");
        }
        const ach_status status = caller->kernel.main_thread().claim(*caller, loan, err);
        if (status == ACH_OK) caller->kernel.executors().step_back();
        return status;
    },
    .serve =
        [](const ach_host_t* h) noexcept {
            Caller* caller = caller_of(h);
            if (caller != nullptr && caller->kernel.main_thread().is_main()) {
                caller->kernel.main_thread().serve();
            }
        },
    .is_main = [](const ach_host_t* h) noexcept -> bool {
        Caller* caller = caller_of(h);
        return caller != nullptr && caller->kernel.main_thread().is_main();
    },
};

}  // namespace

const ach_main_thread_t* main_thread_table() noexcept { return &kTable; }

}  // namespace ach::host
