// A native that waits without holding a thread: later(ms, text) gives text after ms milliseconds.
#include <achronyme/achronyme.hpp>

#include <chrono>

struct Waiting : ach::plugin<Waiting> {
    static constexpr const char* id = "org.example.waiting";
    static constexpr const char* version = "1.0.0";

    void start() { clock = ach::Clock(host()); }

    // The task is parked and this function returns; `start` and `resume` do the rest.
    ach::Outcome later(ach::Call& call, double ms, std::string text) {
        if (!(ms >= 0 && ms < 1e9)) throw ach::ValueError("the time must be from 0 to 1e9 ms");
        const auto start = [delay = std::chrono::duration<double, std::milli>(ms), this](
                               Wait& wait, ach::Op op) {
            wait.alarm = std::make_unique<Alarm>(clock, Ring{op});
            wait.alarm->start_in(std::chrono::duration_cast<std::chrono::nanoseconds>(delay));
        };
        const auto resume = [](ach::Call& again, Wait& wait, const ach::Ended& end) {
            again.check(end.status);  // a cancelled wait becomes a CancelledError
            return wait.text;
        };
        return ach::suspend(call, Wait{std::move(text), nullptr}, start, resume);
    }

    struct Ring {
        ach::Op op;
        void operator()() const { op.complete(ACH_OK); }  // on the timer thread
    };
    using Alarm = ach::Timer<Ring>;
    struct Wait {
        std::string text;
        std::unique_ptr<Alarm> alarm;  // ends with the wait, whatever happened
    };

    ach::Clock clock;
    static constexpr ach_native_def natives[] = {
        ach::native<&Waiting::later>("later").may_suspend()};
};

ACH_PLUGIN(Waiting)
