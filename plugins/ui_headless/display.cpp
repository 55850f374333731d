#include "plugins/ui_headless/display.hpp"

#include "plugins/ui_common/events_out.hpp"
#include "plugins/ui_common/inspection.hpp"
#include "plugins/ui_common/patch_check.hpp"
#include "plugins/ui_headless/drive.hpp"

#include <achronyme/cpp/executor.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace ach::ui {

namespace {

constexpr double kFrameMs = 1000.0 / 60;
constexpr std::uint32_t kMostCommands = 16384;
constexpr double kForEver = std::numeric_limits<double>::infinity();

}  // namespace

// The ports between the core and this display.
struct Display::Connection {
    using OnCommand = std::function<void(const Message&)>;

    Connection(Display& display, ach_port core, ach::Op attached)
        : done(attached),
          commands(display.bus_, kMostCommands, ACH_FULL_REFUSE,
                   OnCommand([&display](const Message& message) { display.take_message(message); }),
                   ACH_CLASS_URGENT),
          events(display.bus_, commands.raw(), core) {
        ach_port_desc desc{};
        desc.struct_size = sizeof desc;
        desc.capacity = ACH_PORT_MAX_CAPACITY;
        desc.full_policy = ACH_FULL_COALESCE;
        desc.priority_class = ACH_CLASS_URGENT;
        desc.user = &display;
        desc.on_ready = [](void* user, ach_port) noexcept {
            static_cast<Display*>(user)->values_came();
        };
        ErrorRecord record;
        const ach_status status =
            display.bus_.table().open(display.context_.host, &desc, &values, record.out());
        if (status < ACH_OK) throw Failure(record.error(status));
    }

    ach::Op done;
    Port<OnCommand> commands;
    EventsOut events;
    ach_port values{};
};

// What calls turn(): the executors, and the clock through them.
struct Display::Machinery {
    using Turn = std::function<std::int32_t(const ach_slice&)>;

    Machinery(const Host& host, const Clock& clock, Display& display)
        : turn(Executors(host), ACH_CLASS_URGENT,
               Turn([&display](const ach_slice&) { return display.turn(); })),
          timer(clock, [this, &display] {
              display.has_rung_.store(true, std::memory_order_release);
              turn.post();
          }) {}

    Runnable<Turn> turn;
    Timer<std::function<void()>> timer;
};

Display::Display(const Host& host, const NativeContext& context, bool prints)
    : context_(context),
      bus_(host, context),
      clock_(host),
      log_(host),
      prints_(prints),
      driver_(std::make_unique<Driver>(*this)),
      armed_for_ms_(kForEver),
      machinery_(std::make_unique<Machinery>(host, clock_, *this)) {}

Display::~Display() = default;

void Display::end(ach::Op done) {
    disconnect();  // nothing comes in after the last turn
    post([this, done] { ended_ = done; });
}

// --- from other threads

ach_status Display::attach(ach_port events, ach::Op done, ach_ui_ports& ports) {
    if (is_attached()) return ACH_E_FULL;
    auto connection = std::make_shared<Connection>(*this, events, done);
    ports.commands = connection->commands.raw();
    ports.values = connection->values;
    {
        const std::lock_guard lock(mutex_);
        if (connection_ != nullptr) return ACH_E_FULL;
        connection_ = std::move(connection);
    }
    // At once, and not in a turn: whoever waits may be what the executors have to do first.
    emit(Hello{1, "headless", {"images", "tables", "plots", "dialogs"}});
    done.complete(ACH_OK);
    return ACH_OK;
}

ach_status Display::detach(ach::Op done) {
    if (!disconnect()) return ACH_E_GONE;
    post([this, done] {
        windows_.clear();
        driver_->abandon();
        done.complete(ACH_OK);
    });
    return ACH_OK;
}

// Closes both ports; false when there were none.
bool Display::disconnect() {
    std::shared_ptr<Connection> connection;
    {
        const std::lock_guard lock(mutex_);
        connection = std::move(connection_);
        connection_ = nullptr;
    }
    if (connection == nullptr) return false;
    bus_.table().close(context_.host, connection->commands.raw());
    bus_.table().close(context_.host, connection->values);
    return true;
}

bool Display::is_attached() const {
    const std::lock_guard lock(mutex_);
    return connection_ != nullptr;
}

void Display::post(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        inbox_.push_back(std::move(work));
    }
    machinery_->turn.post();
}

void Display::values_came() {
    {
        const std::lock_guard lock(mutex_);
        has_values_ = true;
    }
    machinery_->turn.post();
}

// Decoded where it arrives, so that the display only applies.
void Display::take_message(const Message& message) {
    try {
        auto command = decode_command(message.bytes());
        if (!command) {
            log_.debug("ui_headless: a command of an unknown kind is skipped");
            return;
        }
        auto shared = std::make_shared<Command>(std::move(*command));
        post([this, shared] { take(*shared); });
    } catch (const BadMessage& bad) {
        log_.warn(std::string("ui_headless: a command is refused: ") + bad.what());
        const std::string text = bad.what();
        const auto window = static_cast<WindowId>(message.raw().key);
        post([this, window, text] { emit(Fault{window, text, false}); });
    }
}

// --- its turn

double Display::now_ms() const { return static_cast<double>(clock_.now()) / 1e6; }

std::int32_t Display::turn() {
    std::deque<std::function<void()>> work;
    {
        const std::lock_guard lock(mutex_);
        work.swap(inbox_);
    }
    if (has_rung_.exchange(false, std::memory_order_acq_rel)) armed_for_ms_ = kForEver;
    for (const auto& one : work) log_.contain("ui_headless", one);
    if (ended_) {
        machinery_->timer.cancel();
        ended_->complete(ACH_OK);
        return ACH_RUN_DONE;
    }
    if (next_frame_ms() <= now_ms()) log_.contain("ui_headless", [&] { frame(); });
    arm(next_frame_ms());
    return ACH_RUN_PARKED;
}

void Display::arm(double deadline_ms) {
    if (deadline_ms >= armed_for_ms_) return;
    if (armed_for_ms_ != kForEver) machinery_->timer.cancel();
    armed_for_ms_ = deadline_ms;
    machinery_->timer.start_at(static_cast<std::uint64_t>(deadline_ms * 1e6) + 1);
}

double Display::next_frame_ms() const {
    bool is_wanted = false;
    {
        const std::lock_guard lock(mutex_);
        is_wanted = has_values_;
    }
    double expiry = kForEver;
    for (const auto& [id, window] : windows_) {
        is_wanted |= window->needs_frame();
        expiry = std::min(expiry, window->next_expiry_ms());
    }
    return is_wanted ? std::min(expiry, last_frame_ms_ + kFrameMs) : expiry;
}

void Display::frame() {
    last_frame_ms_ = now_ms();
    take_values();
    for (const auto& [id, window] : windows_) window->frame(last_frame_ms_);
}

void Display::bring_up_to_date() {
    take_values();
    for (const auto& [id, window] : windows_) window->lay_out();
}

void Display::take_values() {
    std::shared_ptr<Connection> connection;
    {
        const std::lock_guard lock(mutex_);
        connection = connection_;
        has_values_ = false;
    }
    if (connection == nullptr) return;
    std::array<ach_msg, 64> batch;
    std::uint32_t count = 0;
    do {
        count = bus_.table().recv(context_.host, connection->values, batch.data(), batch.size());
        for (std::uint32_t i = 0; i < count; ++i) {
            const Message message(context_, batch[i]);
            log_.contain("ui_headless", [&] { take_value(message); });
        }
    } while (count == batch.size());
}

void Display::take_value(const Message& message) {
    const ach_msg& raw = message.raw();
    const SignalChanged change =
        decode_signal(raw.key, {raw.inline_data, raw.size}, message.payload().bytes());
    const double latency = now_ms() - static_cast<double>(raw.time_ns) / 1e6;
    for (const auto& [id, window] : windows_) {
        if (!window->scene.apply(change)) continue;
        ++window->changes;
        window->stats.add_latency(latency);
    }
    if (change.wants_credit) emit(Taken{change.key});
}

void Display::emit(const Event& event) {
    std::shared_ptr<Connection> connection;
    {
        const std::lock_guard lock(mutex_);
        connection = connection_;
    }
    if (connection != nullptr) connection->events.send(event);
}

void Display::close_window(WindowId id) {
    const auto found = windows_.find(id);
    if (found == windows_.end()) return;
    if (found->second->options.ask_before_closing.value_or(false)) {
        emit(WindowCloseRequested{id});
    } else {
        forget_window(id);
    }
}

void Display::forget_window(WindowId id) {
    const auto found = windows_.find(id);
    if (found == windows_.end()) return;
    if (prints_) {
        bring_up_to_date();
        const std::string picture = printed(found->second->scene, found->second->surroundings());
        std::fwrite(picture.data(), 1, picture.size(), stdout);
        std::fflush(stdout);
    }
    windows_.erase(found);
    emit(WindowClosed{id});
}

// --- commands

void Display::take(const Command& command) {
    std::visit([this](const auto& one) { take_command(one); }, command);
}

void Display::take_command(const OpenWindow& command) {
    windows_[command.window] =
        std::make_unique<VirtualWindow>(command, [this](const Event& event) { emit(event); });
}

void Display::take_command(const CloseWindow& command) { forget_window(command.window); }

void Display::take_command(const Patch& command) {
    const auto found = windows_.find(command.window);
    if (found == windows_.end() || found->second->apply(command, now_ms())) return;
    emit(misfit(command, found->second->scene.revision()));
}

void Display::take_command(const Forget& command) {
    for (const auto& [id, window] : windows_) window->scene.apply(command);
}

void Display::take_command(const Inspect& command) {
    const auto found = windows_.find(command.window);
    Value data;
    if (found != windows_.end()) {
        bring_up_to_date();
        VirtualWindow& window = *found->second;
        data = inspected(window.scene, command.what, window.surroundings());
        if (command.what == "stats") {
            data = Map{{"frames", static_cast<double>(window.stats.frames)},
                       {"patches", static_cast<double>(window.stats.patches)}};
        }
    }
    emit(InspectResult{command.request, data});
}

void Display::take_command(const Synced& command) { driver_->synced(command); }

void Display::take_command(const Quit&) {
    while (!windows_.empty()) forget_window(windows_.begin()->first);
}

template <class C>
void Display::take_command(const C& command) {
    const auto found = windows_.find(command.window);
    if (found == windows_.end()) return;
    VirtualWindow& window = *found->second;
    ++window.changes;
    if constexpr (std::is_same_v<C, SetWindow>) {
        window.apply(command.options);
    } else if constexpr (std::is_same_v<C, Busy>) {
        window.is_busy = command.on;
    } else if constexpr (std::is_same_v<C, SubscribeFrames>) {
        window.has_frames_subscribed = command.on;
    } else if constexpr (std::is_same_v<C, Seen>) {
        window.scene.apply(command);
    } else if constexpr (requires { window.apply(command); }) {
        window.apply(command);
    } else {
        window.apply(command, now_ms());
    }
    if constexpr (std::is_same_v<C, Rebuild>) driver_->window_shown(command.window);
}

}  // namespace ach::ui
