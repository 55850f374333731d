#include "plugins/ui_wx/ui_runtime.hpp"

#include "plugins/ui_common/cbor_writer.hpp"
#include "plugins/ui_common/control_parts.hpp"
#include "plugins/ui_common/events_out.hpp"
#include "plugins/ui_common/patch_check.hpp"
#include "plugins/ui_wx/intake.hpp"
#include "plugins/ui_wx/toolkit.hpp"

#include <wx/app.h>
#include <wx/evtloop.h>
#include <wx/evtloopsrc.h>

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace ach::ui {

namespace {

constexpr std::uint32_t kMostCommands = 16384;

// A descriptor in the toolkit's loop. Its events are contained: nothing may be thrown through it.
class Watch final : public wxEventLoopSourceHandler {
public:
    Watch(int fd, const Log& log, std::function<void()> on_readable)
        : fd_(fd), log_(log), on_readable_(std::move(on_readable)) {
        resume();
    }

    void pause() { source_.reset(); }
    void resume() {
        if (source_ != nullptr) return;
        source_.reset(wxEventLoopBase::AddSourceForFD(fd_, this, wxEVENT_SOURCE_INPUT));
    }

    void OnReadWaiting() override { log_.contain("ui_wx", on_readable_); }
    void OnWriteWaiting() override {}
    void OnExceptionWaiting() override {}

private:
    const int fd_;
    const Log& log_;
    const std::function<void()> on_readable_;
    std::unique_ptr<wxEventLoopSource> source_;
};

ach_port opened(const Bus& bus, std::uint32_t capacity, std::uint32_t policy) {
    ach_port_desc desc{};
    desc.struct_size = sizeof desc;
    desc.capacity = capacity;
    desc.full_policy = policy;
    ach_port port{};
    ErrorRecord record;
    const ach_status status = bus.table().open(bus.context().host, &desc, &port, record.out());
    if (status < ACH_OK) throw Failure(record.error(status));
    return port;
}

}  // namespace

// The ports between a core and this backend.
struct UIRuntime::Connection {
    Connection(const Bus& its_bus, ach_port core, ach::Op attached)
        : bus(its_bus),
          done(attached),
          commands(opened(bus, kMostCommands, ACH_FULL_REFUSE)),
          values(opened(bus, ACH_PORT_MAX_CAPACITY, ACH_FULL_COALESCE)),
          events(bus, commands, core) {}
    ~Connection() {
        bus.table().close(bus.context().host, values);
        bus.table().close(bus.context().host, commands);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    const Bus& bus;
    ach::Op done;
    ach_port commands, values;
    EventsOut events;
};

// What lives as long as the toolkit does; destroyed from the last to the first.
struct UIRuntime::Running {
    explicit Running(UIRuntime& runtime)
        : frames([&runtime] { runtime.log_.contain("ui_wx", [&] { runtime.frame(); }); }),
          intake(runtime.bus_, runtime.clock_, runtime.served_->commands, runtime.served_->values,
                 runtime.workshop_, takers(runtime)),
          wakes(runtime.wake_fd_, runtime.log_, [&runtime] { runtime.woken(); }),
          commands(fd(runtime, runtime.served_->commands), runtime.log_,
                   [&runtime] { runtime.commands_came(); }),
          values(fd(runtime, runtime.served_->values), runtime.log_,
                 [&runtime] { runtime.values_came(); }) {}

    static int fd(const UIRuntime& runtime, ach_port port) {
        return runtime.bus_.table().wait_fd(runtime.context_.host, port);
    }

    static Intake::Takers takers(UIRuntime& runtime) {
        return {[&runtime](const Command& command) { runtime.take(command); },
                [&runtime](WindowId window, const std::string& problem) {
                    runtime.log_.warn("ui_wx: a command is refused: " + problem);
                    runtime.emit(Fault{window, problem, false});
                },
                [&runtime](const SignalChanged& change, double age_ms) {
                    runtime.take_value(change, age_ms);
                }};
    }

    FontCache fonts;
    FrameClock frames;
    Intake intake;
    Watch wakes, commands, values;
    std::vector<std::uint64_t> credits;  // to be given back when the frame is made
    std::map<WindowId, std::unique_ptr<DesktopWindow>> windows;
};

UIRuntime::UIRuntime(const Host& host, const NativeContext& context, Prints prints)
    : context_(context),
      prints_(prints),
      bus_(host, context),
      clock_(host),
      log_(host),
      main_thread_(host.get<ach_main_thread_t>()),
      wake_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      workshop_(host, [this] { wake(); }) {
    loan_.struct_size = sizeof loan_;
    loan_.user = this;
    loan_.run = [](void* user) noexcept {
        auto& self = *static_cast<UIRuntime*>(user);
        self.log_.contain("ui_wx", [&] { self.run(); });
        self.finish();
    };
    loan_.wake = [](void* user) noexcept { static_cast<UIRuntime*>(user)->wake(); };
    loan_.release = [](void* user) noexcept {
        auto& self = *static_cast<UIRuntime*>(user);
        {
            const std::lock_guard lock(self.mutex_);
            self.is_released_ = true;
        }
        self.wake();
    };
}

UIRuntime::~UIRuntime() { ::close(wake_fd_); }

// --- from other threads

ach_status UIRuntime::attach(ach_port events, ach::Op done, ach_ui_ports& ports) {
    auto connection = std::make_shared<Connection>(bus_, events, done);
    ports.commands = connection->commands;
    ports.values = connection->values;
    {
        const std::lock_guard lock(mutex_);
        if (connection_ != nullptr) return ACH_E_FULL;
        connection_ = std::move(connection);
    }
    ErrorRecord record;
    const ach_status claimed = main_thread_.claim(context_.host, &loan_, record.out());
    if (claimed == ACH_OK) return ACH_OK;
    {
        const std::lock_guard lock(mutex_);
        connection_.reset();
    }
    throw Failure(record.error(claimed));
}

ach_status UIRuntime::detach(ach::Op done) {
    std::shared_ptr<Connection> connection;
    bool has_to_end = false;
    {
        const std::lock_guard lock(mutex_);
        if (connection_ == nullptr) return ACH_E_GONE;
        connection.swap(connection_);
        has_to_end = is_running_;
        if (has_to_end) detached_.push_back(done);
    }
    if (has_to_end) {
        wake();
    } else {
        done.complete(ACH_OK);
    }
    return ACH_OK;
}

void UIRuntime::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t put = ::write(wake_fd_, &one, sizeof one);
}

// --- the loop

void UIRuntime::run() {
    {
        const std::lock_guard lock(mutex_);
        if (connection_ == nullptr) return;
        is_running_ = true;
        is_released_ = false;
        served_ = connection_;
    }
    Toolkit toolkit;
    if (!toolkit.problem().empty()) return refuse(toolkit.problem());
    running_ = std::make_unique<Running>(*this);
    emit(Hello{1, "wx", {"plots", "several_windows", "dialogs"}});
    served_->done.complete(ACH_OK);
    if (!shall_leave()) toolkit.run();
    workshop_.abandon();
    running_.reset();
    toolkit.settle();
}

bool UIRuntime::shall_leave() const {
    const std::lock_guard lock(mutex_);
    return is_released_ || connection_ != served_;
}

void UIRuntime::woken() {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(wake_fd_, &count, sizeof count);
    main_thread_.serve(context_.host);
    if (workshop_.finish()) commands_came();
    if (shall_leave()) wxTheApp->ExitMainLoop();
}

void UIRuntime::refuse(const std::string& problem) {
    std::vector<std::uint8_t> bytes;
    CborWriter(bytes).map({{"kind", "UIError"}, {"message", problem}});
    {
        const std::lock_guard lock(mutex_);
        if (connection_ == served_) connection_.reset();
    }
    served_->done.complete_with(ACH_E_FAILED,
                                {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void UIRuntime::finish() {
    std::vector<ach::Op> detached;
    served_.reset();
    {
        const std::lock_guard lock(mutex_);
        is_running_ = false;
        detached.swap(detached_);
    }
    for (const ach::Op& op : detached) op.complete(ACH_OK);
}

void UIRuntime::commands_came() {
    if (running_->frames.is_due()) return frame();
    take_commands();
    running_->frames.want();
}

void UIRuntime::values_came() {
    Running& running = *running_;
    if (running.frames.is_due()) return frame();
    if (!running.intake.take_values()) running.values.pause();
    running.frames.want();
}

void UIRuntime::take_commands() {
    Running& running = *running_;
    const Intake::Commands state = running.intake.take_commands();
    if (state == Intake::Commands::AllTaken) {
        running.commands.resume();
    } else {
        running.commands.pause();
    }
    if (state == Intake::Commands::ShareIsOver) running.frames.want();
}

void UIRuntime::frame() {
    Running& running = *running_;
    running.frames.begin();
    running.intake.begin_frame();
    take_commands();
    bool is_wanted = false;
    if (running.intake.take_values()) {
        running.values.resume();
    } else {
        running.values.pause();
        is_wanted = true;
    }
    double expiry = 1e300;
    for (const auto& [id, window] : running.windows) {
        window->show_changes();
        is_wanted |= window->wants_every_frame();
        expiry = std::min(expiry, window->next_expiry_ms());
    }
    for (const std::uint64_t key : std::exchange(running.credits, {})) emit(Taken{key});
    if (is_wanted) {
        running.frames.want();
    } else if (expiry < 1e300) {
        running.frames.want(std::max(0.0, expiry - FrameClock::now_ms()));
    }
}

void UIRuntime::take_value(const SignalChanged& change, double age_ms) {
    for (const auto& [id, window] : running_->windows) window->apply(change, age_ms);
    if (change.wants_credit) running_->credits.push_back(change.key);
    running_->frames.want();
}

void UIRuntime::emit(const Event& event) { served_->events.send(event); }

void UIRuntime::print(DesktopWindow& window) const {
    std::string out;
    if (prints_.text) out = *window.inspect("text").text();
    if (prints_.stats) {
        const Value stats = window.inspect("stats");
        for (const auto& [name, number] : *stats.map()) {
            out += name + " " + number_text(*number.number()) + "\n";
        }
    }
    std::fwrite(out.data(), 1, out.size(), stdout);
    std::fflush(stdout);
}

void UIRuntime::close_window(WindowId id) {
    const auto found = running_->windows.find(id);
    if (found == running_->windows.end()) return;
    print(*found->second);
    running_->windows.erase(found);
    emit(WindowClosed{id});
}

// --- commands

void UIRuntime::take(const Command& command) {
    std::visit([this](const auto& one) { take_command(one); }, command);
}

void UIRuntime::take_command(const OpenWindow& command) {
    DesktopWindow::Needs needs;
    needs.emit = [this](const Event& event) { emit(event); };
    needs.want_frame = [this] { running_->frames.want(); };
    needs.close = [this](WindowId id) {
        wxTheApp->CallAfter([this, id] {
            if (running_ != nullptr) close_window(id);
        });
    };
    needs.fonts = &running_->fonts;
    needs.workshop = &workshop_;
    needs.find = [this](WindowId id) -> DesktopWindow* {
        const auto found = running_->windows.find(id);
        return found == running_->windows.end() ? nullptr : found->second.get();
    };
    running_->windows[command.window] = std::make_unique<DesktopWindow>(command, std::move(needs));
}

void UIRuntime::take_command(const CloseWindow& command) { close_window(command.window); }

void UIRuntime::take_command(const Patch& command) {
    const auto found = running_->windows.find(command.window);
    if (found == running_->windows.end() || found->second->apply(command)) return;
    emit(misfit(command, found->second->scene.revision()));
}

void UIRuntime::take_command(const Forget& command) {
    for (const auto& [id, window] : running_->windows) window->scene.apply(command);
}

void UIRuntime::take_command(const Inspect& command) {
    const auto found = running_->windows.find(command.window);
    Value data;
    if (found != running_->windows.end()) {
        data = found->second->inspect(command.what);
    }
    emit(InspectResult{command.request, data});
}

void UIRuntime::take_command(const Quit&) {
    while (!running_->windows.empty()) close_window(running_->windows.begin()->first);
}

template <class C>
void UIRuntime::take_command(const C& command) {
    const auto found = running_->windows.find(command.window);
    if (found == running_->windows.end()) return;
    DesktopWindow& window = *found->second;
    if constexpr (std::is_same_v<C, SetWindow>) {
        window.apply(command.options);
    } else if constexpr (std::is_same_v<C, SubscribeFrames>) {
        window.has_frames_subscribed = command.on;
    } else if constexpr (std::is_same_v<C, Seen>) {
        window.scene.apply(command);
    } else if constexpr (!std::is_same_v<C, Synced>) {
        window.apply(command);
    }
}

}  // namespace ach::ui
