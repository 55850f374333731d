#include "plugins/builtins/ui/backend.hpp"

#include "plugins/ui_common/cbor_writer.hpp"
#include "plugins/ui_common/window_of.hpp"

#include <algorithm>

namespace ach::ui {

namespace {

constexpr std::uint32_t kMostEvents = 65534;

}  // namespace

// The operation that attach() of the backend completes.
struct Backend::Attempt {
    Backend& backend;

    static void ended(void* user, ach_op, ach_status outcome, ach_buf payload) noexcept {
        const std::unique_ptr<Attempt> self(static_cast<Attempt*>(user));
        const Buffer bytes(self->backend.context_, payload);
        self->backend.log_.contain("ui", [&] { self->backend.ended(outcome, bytes.bytes()); });
    }
};

Backend::Backend(const Host& host, const NativeContext& context, Receive receive)
    : context_(context),
      bus_(host, context),
      log_(host),
      services_(host.get<ach_service_t>()),
      receive_(std::move(receive)),
      command_topic_(bus_.topic(ACH_UI_TOPIC_COMMAND)),
      value_topic_(bus_.topic(ACH_UI_TOPIC_VALUE)),
      events_(
          bus_, kMostEvents, ACH_FULL_REFUSE, [this](const Message& m) { take(m); },
          ACH_CLASS_URGENT) {
    ports_.struct_size = sizeof ports_;
}

void Backend::take(const Message& message) {
    {
        const std::lock_guard lock(mutex_);
        send_waiting();
    }
    try {
        auto event = decode_event(message.bytes());
        if (!event) return;
        if (const auto* hello = std::get_if<Hello>(&*event)) {
            const std::lock_guard lock(mutex_);
            features_ = hello->features;
        }
        receive_(std::move(*event));
    } catch (const BadMessage& bad) {
        log_.warn(std::string("ui: an event of the backend is refused: ") + bad.what());
    }
}

// --- coming and going

void Backend::attach(ach::Op op) {
    {
        const std::lock_guard lock(mutex_);
        if (!is_attached_) {
            attaching_.push_back(op);
            if (attaching_.size() > 1) return;
        }
    }
    if (is_attached()) {
        op.complete(ACH_OK);
        return;
    }
    ErrorRecord record;
    const void* found = services_.find(context_.host, str(ACH_IF_UI_BACKEND), record.out());
    if (found == nullptr) {
        std::string why = record.error(ACH_E_ABSENT).message;
        constexpr std::string_view kName = ACH_IF_UI_BACKEND ": ";
        if (why.starts_with(kName)) why.erase(0, kName.size());
        return refuse(why);
    }
    const auto* const table = static_cast<const ach_ui_backend_t*>(found);
    {
        const std::lock_guard lock(mutex_);
        table_ = table;
        has_ports_ = false;
    }
    auto attempt = std::make_unique<Attempt>(Attempt{*this});
    ach_op_desc desc{};
    desc.struct_size = sizeof desc;
    desc.user = attempt.get();
    desc.ended = &Attempt::ended;
    desc.flags = ACH_OP_OUTSIDE;
    ach_op done{};
    check(context_.op->create(context_.host, &desc, &done), "ui");
    static_cast<void>(attempt.release());  // ended() takes it back
    ach_ui_ports ports{};
    ports.struct_size = sizeof ports;
    const ach_status status = table->attach(context_.host, table, events_.raw(), done, &ports);
    if (status < ACH_OK) {
        context_.op->complete(context_.host, done, status, {});
        return;
    }
    std::optional<End> end;
    {
        const std::lock_guard lock(mutex_);
        ports_ = ports;
        has_ports_ = true;
        end.swap(early_end_);
    }
    if (end) ended(end->outcome, end->payload);
}

void Backend::ended(ach_status outcome, std::span<const std::uint8_t> payload) {
    if (outcome != ACH_OK && outcome != ACH_E_FAILED) {
        return refuse(std::string("the backend could not be started: ").append(describe(outcome)));
    }
    std::vector<ach::Op> waiting;
    {
        const std::lock_guard lock(mutex_);
        if (outcome == ACH_OK && !has_ports_) {
            early_end_ = End{outcome, {payload.begin(), payload.end()}};
            return;
        }
        is_attached_ = outcome == ACH_OK;
        waiting.swap(attaching_);
    }
    const std::string_view bytes(reinterpret_cast<const char*>(payload.data()), payload.size());
    for (const ach::Op& op : waiting) {
        outcome == ACH_OK ? op.complete(ACH_OK) : op.complete_with(outcome, bytes);
    }
}

void Backend::refuse(const std::string& why) {
    constexpr std::string_view kRemedy = "; --ui headless runs without a display";
    std::string message = "no window can be shown: " + why;
    if (message.find("--ui") == message.npos) message.append(kRemedy);
    std::vector<std::uint8_t> bytes;
    CborWriter(bytes).map({{"kind", "UIError"}, {"message", message}});
    ended(ACH_E_FAILED, bytes);
}

bool Backend::is_attached() const {
    const std::lock_guard lock(mutex_);
    return is_attached_;
}

std::string Backend::name() const {
    const ach_ui_backend_t* table = nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (is_attached_) table = table_;
    }
    return table == nullptr ? std::string() : std::string(view(table->name(context_.host, table)));
}

bool Backend::has(std::string_view feature) const {
    const std::lock_guard lock(mutex_);
    return features_.contains(std::string(feature));
}

bool Backend::detach(ach::Op done) {
    const ach_ui_backend_t* table = nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(is_attached_, false)) table = table_;
        waiting_.clear();
    }
    if (table == nullptr) return false;
    return table->detach(context_.host, table, done.raw()) == ACH_OK;
}

void Backend::lost() {
    const std::lock_guard lock(mutex_);
    is_attached_ = false;
    waiting_.clear();
}

// --- speaking

ach_port Backend::values() const {
    const std::lock_guard lock(mutex_);
    return ports_.values;
}

void Backend::send(const Command& command) {
    Waiting last{encode(command), window_of(command)};
    const std::lock_guard lock(mutex_);  // keeps the order; sending takes no lock and never blocks
    send_waiting();
    if (!waiting_.empty() || send_now(last.bytes, last.window) == ACH_E_FULL) {
        waiting_.push_back(std::move(last));
    }
}

// [under the lock]
void Backend::send_waiting() {
    while (!waiting_.empty()) {
        if (send_now(waiting_.front().bytes, waiting_.front().window) == ACH_E_FULL) return;
        waiting_.pop_front();
    }
}

ach_status Backend::send_now(const std::vector<std::uint8_t>& bytes, WindowId window) const {
    ach_msg message = events_.message(command_topic_, ACH_MSG_EVENT, window, bytes);
    return events_.send_to(ports_.commands, message);
}

}  // namespace ach::ui
