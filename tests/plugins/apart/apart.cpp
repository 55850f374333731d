// Natives that block their thread, and natives that one thread at a time may enter.
//
//   meet(n)                 blocks until n calls are inside; gives n
//   wait_until_raised()     blocks until raise_flag(); only its task waits
//   stand_until_raised()    the same, and its strand stands still
//   portray(values)         makes and reads values of all kinds, away from the machine
//   fail_apart(kind, text)  raises
//   try_everything(f)       what suspend, future, call_then and call_sync answer there
//   until_cancelled()       polls until its task is cancelled
//   called(f)               f() by call_sync
//   enter_serial(turns)     SERIAL; enter_serial_pool: on a pool as well
//   serial_calls(f)         SERIAL, and tries call_sync
//   most_inside()           how many were in the SERIAL ones at once
#include <achronyme/achronyme.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>

namespace apart {

struct Apart : ach::plugin<Apart> {
    static constexpr const char* id = "test.apart";
    static constexpr const char* version = "1.0.0";

    double meet(double n) {
        std::unique_lock lock(mutex);
        ++inside;
        changed.notify_all();
        changed.wait(lock, [&] { return inside >= n; });
        return n;
    }

    double wait_until_raised() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return is_raised; });
        is_raised = false;
        return 1;
    }

    void raise_flag() {
        const std::lock_guard lock(mutex);
        is_raised = true;
        changed.notify_all();
    }

    // [the fields of the record, the sum of the numbers in a Vector, a text]
    ach::Value portray(ach::Call& call, ach::Value values) {
        const ach::Value made = call.vector();
        for (std::size_t i = 0; i < call.vector_len(values); ++i) {
            const ach::Value item = call.vector_get(values, i);
            const ach::Value entry = call.record();
            call.record_set(entry, "type", call.make(call.type_name(item)));
            call.record_set(entry, "text", call.make(call.text(item)));
            if (call.type(item) == ACH_T_VECTOR) {
                double sum = 0;
                for (double number : call.numbers(item)) sum += number;
                call.record_set(entry, "sum", call.make(sum));
            }
            call.vector_push(made, entry);
        }
        return made;
    }

    ach::Outcome fail_apart(ach::Call& call, std::string_view kind, std::string_view text) {
        return call.raise(kind, text);
    }

    // How often something was refused, and the last refusal goes on.
    ach::Outcome try_everything(ach::Call& call, ach::Value f) {
        int refused = 0;
        ach_suspend_desc wanted{};
        wanted.struct_size = sizeof wanted;
        wanted.state = &refused;
        wanted.free_state = [](void* state) noexcept { ++*static_cast<int*>(state); };
        ach_op op{};
        ach::Value future{};
        const auto& table = call.table();
        if (table.suspend(call.raw(), &wanted, &op) != ACH_E_RAISED)
            return call.raise("Wrong", "1");
        if (table.future(call.raw(), &wanted, &op, &future) != ACH_E_RAISED)
            return call.raise("Wrong", "2");
        ach_call_desc desc{};
        desc.struct_size = sizeof desc;
        desc.fn = f;
        desc.state = &refused;
        desc.free_state = wanted.free_state;
        if (table.call_then(call.raw(), &desc) != ACH_E_RAISED) return call.raise("Wrong", "3");
        if (refused != 3) return call.raise("Wrong", "a state was not freed");
        ach::Value result{};
        return ach::Outcome(table.call_sync(call.raw(), f, nullptr, 0, &result));
    }

    void until_cancelled(ach::Call& call) {
        raise_flag();
        for (;;) call.poll();
    }

    ach::Value called(ach::Call& call, ach::Value f) { return call.call_sync(f, {}); }

    double enter_serial(ach::Call& call, double turns) {
        const int now = ++serial_inside;
        for (int most = serial_most; most < now && !serial_most.compare_exchange_weak(most, now);) {
        }
        // Everybody stays long enough to be met, and lets collections through.
        for (int i = 0; i < turns; ++i) call.poll();
        serial_count = serial_count + 1;  // not atomic: nobody else is here
        --serial_inside;
        return serial_count;
    }

    double most_inside() const { return serial_most; }

    static const ach_native_def natives[13];

    std::mutex mutex;
    std::condition_variable changed;
    double inside = 0;
    bool is_raised = false;
    std::atomic<int> serial_inside{0};
    std::atomic<int> serial_most{0};
    int serial_count = 0;
};

const ach_native_def Apart::natives[13] = {
    ach::native<&Apart::meet>("meet").blocking_io(),
    ach::native<&Apart::wait_until_raised>("wait_until_raised").blocking_io().may_suspend(),
    ach::native<&Apart::wait_until_raised>("stand_until_raised").blocking_io(),
    ach::native<&Apart::raise_flag>("raise_flag"),
    ach::native<&Apart::portray>("portray").blocking_cpu(),
    ach::native<&Apart::fail_apart>("fail_apart").blocking_cpu(),
    ach::native<&Apart::try_everything>("try_everything").blocking_io(),
    ach::native<&Apart::until_cancelled>("until_cancelled").blocking_cpu(),
    ach::native<&Apart::called>("called"),
    ach::native<&Apart::enter_serial>("enter_serial").serial(),
    ach::native<&Apart::enter_serial>("enter_serial_pool").serial().blocking_cpu(),
    ach::native<&Apart::called>("serial_calls").serial(),
    ach::native<&Apart::most_inside>("most_inside"),
};

}  // namespace apart

ACH_PLUGIN(apart::Apart)
