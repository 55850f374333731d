// The probe's natives and its life.
#include "tests/plugins/toy_probe/probe.hpp"

#include <chrono>
#include <optional>

namespace probe {
namespace {

using namespace std::chrono_literals;

ach::Outcome answer(ach::Call& call, const ach::Ended& end) {
    if (end.status == ACH_OK) return call.make(end.text());
    return call.raise(ach::kind_of(end.status), end.text());
}

class Probe : public ach::plugin<Probe> {
public:
    static constexpr const char* id = "test.toy_probe";
    static constexpr const char* version = "1.0.0";
    using resources = ach::Resources<Counter>;

    void start() {
        const ach::Host h = host();
        t_ = Tables{h,
                    &context(),
                    ach::Clock(h),
                    ach::Executors(h),
                    ach::Fibers(h),
                    ach::Strands(h),
                    ach::Bus(h, context()),
                    ach::MainThread(h),
                    ach::Services(h),
                    ach::Permissions(h),
                    ach::Config(h),
                    ach::Log(h),
                    &h.get<ach_thread_t>(),
                    &h.get<peer_table_t>()};
        t_.log.info("the probe has started");
    }
    void quiesce(ach::Op done) {
        join_threads();
        done.complete(ACH_OK);
    }
    ~Probe() { join_threads(); }

    const void* get_interface(std::string_view asked) {
        return asked == "test.probe/1" ? &table_ : nullptr;
    }

    // --- natives

    // Completes its operation in the way that `mode` names.
    ach::Outcome suspend(ach::Call& call, std::string_view mode) {
        struct State {
            Probe* self;
            std::string mode;
        };
        const std::uint32_t timeout = mode == "never" ? 5 : 0;
        return ach::suspend(
            call, State{this, std::string(mode)},
            [](State& s, ach::Op op) { s.self->complete_somehow(s.mode, op); },
            [](ach::Call& c, State&, const ach::Ended& end) { return answer(c, end); },
            ach::NoCancel{}, timeout);
    }
    ach::Outcome future(ach::Call& call) {
        return ach::future(
            call, this, [](Probe*& self, ach::Op op) { self->complete_somehow("late", op); },
            [](ach::Call& c, Probe*&, const ach::Ended& end) { return answer(c, end); });
    }
    // Runs on a pool of the host, where it may wait for a thread.
    static double blocking(double x) {
        double doubled = 0;
        std::thread([&] { doubled = 2 * x; }).join();
        return doubled;
    }

    std::unique_ptr<Counter> counter() { return std::make_unique<Counter>(alive_); }
    static double bump(Counter& counter) { return ++counter.count; }
    double alive() const { return alive_; }

    // Runs one of the probes on a fiber.
    template <void (*Try)(const Tables&)>
    ach::Outcome on_fiber(ach::Call& call) {
        return ach::suspend(
            call, this,
            [](Probe*& self, ach::Op op) {
                ach::check(self->t_.fibers.spawn([self, op] {
                    ach::ErrorRecord wrong;
                    if (ach::guarded(wrong.out(), [&] { Try(self->t_); }) == ACH_OK) {
                        op.complete_with(ACH_OK, "ok");
                    } else {
                        op.fail(wrong.message());
                    }
                }),
                           "spawn");
            },
            [](ach::Call& c, Probe*&, const ach::Ended& end) { return answer(c, end); });
    }

    std::string config() {
        expect(t_.config.number("/answer") == 42.0, "the configured number");
        expect(!t_.config.number("/name").has_value(), "that a string is no number");
        expect(!t_.config.string("/missing").has_value(), "that a missing key is absent");
        std::string text(t_.config.string("/name").value_or("no name"));
        if (t_.config.boolean("/loud").value_or(false)) text += "!";
        return text;
    }
    std::string permission(std::string_view path) {
        const ach::Result<void> allowed = t_.permissions.check(ACH_PERM_FILE_READ, path);
        return allowed ? "ok" : allowed.error().message;
    }
    bool log(std::string_view text) {
        t_.log.warn(text);
        return t_.log.is_enabled(ACH_LOG_WARN);
    }

    static constexpr ach_method_def methods[] = {ach::method<Counter>("bump", "probe_bump")};
    static const ach_native_def natives[22];

private:
    void complete_somehow(const std::string& mode, ach::Op op) {
        if (mode == "early") {
            op.complete_with(ACH_OK, "early");
        } else if (mode == "late") {
            t_.fibers.spawn([this, op] {
                t_.fibers.sleep_until(t_.clock.after(2ms));
                op.complete_with(ACH_OK, "late");
            });
        } else if (mode == "twice") {
            t_.fibers.spawn([op] {
                op.complete_with(ACH_OK, "first");
                op.complete_with(ACH_OK, "second");
            });
        } else if (mode == "thread") {
            threads_.emplace_back([this, op] {
                const ach::AdoptedThread adopted(t_.host.raw(), *t_.thread, "completer");
                op.complete_with(ACH_OK, "from a thread");
            });
        } else if (mode == "fail") {
            op.fail("as asked");
        } else if (mode == "throw") {
            throw ach::ValueError("thrown while starting");
        }
    }
    void join_threads() {
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }

    Tables t_;
    ProbeTable table_;
    std::atomic<int> alive_{0};
    std::vector<std::thread> threads_;
};

constinit const ach_native_def Probe::natives[22] = {
    ach::native<&Probe::suspend>("probe_suspend").may_suspend(),
    ach::native<&Probe::future>("probe_future"),
    ach::native<&Probe::blocking>("probe_blocking").blocking_io(),
    ach::native<&Probe::counter>("probe_counter"),
    ach::native<&Probe::bump>("probe_bump"),
    ach::native<&Probe::alive>("probe_alive"),
    ach::native<&Probe::on_fiber<try_timer>>("probe_timer").may_suspend(),
    ach::native<&Probe::on_fiber<try_fibers>>("probe_fibers").may_suspend(),
    ach::native<&Probe::on_fiber<try_strand>>("probe_strand").may_suspend(),
    ach::native<&Probe::on_fiber<try_executor>>("probe_executor").may_suspend(),
    ach::native<&Probe::on_fiber<try_thread>>("probe_thread").may_suspend(),
    ach::native<&Probe::on_fiber<try_main>>("probe_main").may_suspend(),
    ach::native<&Probe::on_fiber<try_buffer>>("probe_buffer").may_suspend(),
    ach::native<&Probe::on_fiber<try_op>>("probe_op").may_suspend(),
    ach::native<&Probe::on_fiber<try_events>>("probe_events").may_suspend(),
    ach::native<&Probe::on_fiber<try_policies>>("probe_policies").may_suspend(),
    ach::native<&Probe::on_fiber<try_signals>>("probe_signals").may_suspend(),
    ach::native<&Probe::on_fiber<try_echo>>("probe_echo").may_suspend(),
    ach::native<&Probe::on_fiber<try_services>>("probe_services").may_suspend(),
    ach::native<&Probe::config>("probe_config"),
    ach::native<&Probe::permission>("probe_permission"),
    ach::native<&Probe::log>("probe_log"),
};

}  // namespace
}  // namespace probe

ACH_PLUGIN(probe::Probe)
