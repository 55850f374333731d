// A UI core without scripts behind it: one window, a counter in C++. It speaks the protocol so that
// a backend can be tested by itself.
#include "plugins/ui_common/codec.hpp"
#include "plugins/ui_common/protocol_fields.hpp"

#include <achronyme/abi/ui.h>
#include <achronyme/cpp/bus.hpp>
#include <achronyme/cpp/plugin.hpp>
#include <achronyme/cpp/suspend.hpp>

#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

template <>
inline constexpr const char* ach::interface_id<ach_ui_backend_t> = ACH_IF_UI_BACKEND;

namespace {

using namespace ach::ui;

constexpr std::uint64_t kBoundKey = 70;
constexpr WidgetId kCounter = 2, kPlus = 3, kInput = 4, kSlider = 5, kBound = 6, kOff = 7;

Node node(WidgetId id, Kind kind, Map props) {
    Node made;
    made.id = id;
    made.kind = kind;
    made.props = std::move(props);
    return made;
}

Node tree() {
    auto bound = std::make_shared<Bound>();
    bound->key = kBoundKey;
    bound->version = 1;
    bound->value = "bound";
    Node root = node(1, Kind::Root, {});
    root.style.items = Align::Start;
    root.children = {
        node(kCounter, Kind::Label, {{"text", "n = 0"}}),
        node(kPlus, Kind::Button, {{"text", "+"}}),
        node(kInput, Kind::TextInput, {{"id", "input"}, {"value", ""}}),
        node(kSlider, Kind::Slider, {{"id", "slider"}, {"min", 0}, {"max", 10}, {"step", 1}}),
        node(kBound, Kind::Label, {{"text", Value(std::shared_ptr<const Bound>(bound))}}),
        node(kOff, Kind::Button, {{"text", "off"}, {"disabled", true}}),
    };
    return root;
}

class ToyCore : public ach::plugin<ToyCore> {
public:
    static constexpr const char* id = "test.toy_core";
    static constexpr const char* version = "1.0.0";
    static constexpr bool uses_values = true;

    ach::Outcome open(ach::Call& call);
    ach::Outcome detach(ach::Call& call);
    void set_value(double of_version, std::string text);
    void notice(std::string text, double lifetime_ms) {
        send(Notice{1, 5, true, std::move(text), lifetime_ms});
    }
    std::string heard() {
        const std::lock_guard lock(mutex_);
        return std::exchange(heard_, {});
    }
    void close() { send(CloseWindow{1}); }

    void start();
    void stop() { port_.reset(); }

private:
    using Receive = std::function<void(const ach::Message&)>;

    void send(const Command& command);
    void take(const Event& event);
    void count();

    const ach_ui_backend_t* backend_ = nullptr;
    ach::Bus bus_;
    ach_topic command_topic_{};
    std::unique_ptr<ach::Port<Receive>> port_;
    ach_ui_ports ports_{};
    Revision revision_ = 1;
    int n_ = 0;

    std::mutex mutex_;
    std::string heard_;  // guarded by mutex_: names of events
};

ToyCore& core(const ach::Call& call) { return call.plugin<ToyCore>(); }

ach::Outcome toy_open(ach::Call& call) { return core(call).open(call); }
ach::Outcome toy_detach(ach::Call& call) { return core(call).detach(call); }
void toy_value(ach::Call& call, double version, std::string text) {
    core(call).set_value(version, std::move(text));
}
void toy_notice(ach::Call& call, std::string text, double lifetime_ms) {
    core(call).notice(std::move(text), lifetime_ms);
}
std::string toy_heard(ach::Call& call) { return core(call).heard(); }
void toy_close(ach::Call& call) { core(call).close(); }

constexpr ach_native_def kNatives[] = {ach::native<&toy_open>("toy_open").may_suspend(),
                                       ach::native<&toy_detach>("toy_detach").may_suspend(),
                                       ach::native<&toy_value>("toy_value"),
                                       ach::native<&toy_notice>("toy_notice"),
                                       ach::native<&toy_heard>("toy_heard"),
                                       ach::native<&toy_close>("toy_close")};

void ToyCore::start() {
    backend_ = &get<ach_ui_backend_t>();
    bus_ = ach::Bus(host(), context());
    command_topic_ = bus_.topic(ACH_UI_TOPIC_COMMAND);
    port_ = std::make_unique<ach::Port<Receive>>(
        bus_, 1000, ACH_FULL_REFUSE, [this](const ach::Message& message) {
            if (const auto event = decode_event(message.bytes())) take(*event);
        });
    define(kNatives);
}

ach::Outcome ToyCore::open(ach::Call& call) {
    return ach::suspend(
        call, this,
        [](ToyCore*& self, ach::Op op) {
            self->ports_.struct_size = sizeof self->ports_;
            ach::check(self->backend_->attach(self->host().raw(), self->backend_,
                                              self->port_->raw(), op.raw(), &self->ports_),
                       "attach");
        },
        [](ach::Call& resumed, ToyCore*& self, const ach::Ended& end) -> ach::Outcome {
            if (end.status != ACH_OK) return resumed.raise("UIError", end.text());
            WindowOptions options;
            options.title = "Toy";
            options.width = 400;
            options.height = 300;
            self->revision_ = 1;
            self->n_ = 0;
            self->send(OpenWindow{1, options});
            self->send(Rebuild{1, 1, tree()});
            return resumed.null();
        },
        ach::NoCancel{});
}

ach::Outcome ToyCore::detach(ach::Call& call) {
    return ach::suspend(
        call, this,
        [](ToyCore*& self, ach::Op op) {
            ach::check(self->backend_->detach(self->host().raw(), self->backend_, op.raw()),
                       "detach");
        },
        [](ach::Call& resumed, ToyCore*&, const ach::Ended&) -> ach::Outcome {
            return resumed.null();
        },
        ach::NoCancel{});
}

void ToyCore::send(const Command& command) {
    const std::vector<std::uint8_t> bytes = encode(command);
    ach_msg m = port_->message(command_topic_, ACH_MSG_EVENT, 1, bytes);
    ach::check(port_->send_to(ports_.commands, m), "send");
}

void ToyCore::set_value(double of_version, std::string text) {
    ach_msg m{};
    m.topic = bus_.topic(ACH_UI_TOPIC_VALUE);
    m.kind = ACH_MSG_SIGNAL;
    m.key = kBoundKey;
    m.size = 8;
    const auto number = static_cast<std::uint64_t>(of_version);
    std::memcpy(m.inline_data, &number, 8);
    std::vector<std::uint8_t> cbor{0x78, static_cast<std::uint8_t>(text.size())};
    cbor.insert(cbor.end(), text.begin(), text.end());
    m.payload = ach::Buffer::copy(context(), cbor).value().release();
    ach::check(port_->send_to(ports_.values, m), "send");
}

void ToyCore::take(const Event& event) {
    if (const auto* sync = std::get_if<Sync>(&event)) {
        return send(Synced{sync->window, sync->request, static_cast<std::uint64_t>(n_)});
    }
    const auto* clicked = std::get_if<ButtonClicked>(&event);
    if (clicked != nullptr && clicked->widget == kPlus) count();
    // Last: a script that has heard of it may detach.
    const std::lock_guard lock(mutex_);
    heard_ += std::string(kEventNames[event.index()]) + " ";
}

void ToyCore::count() {
    const SetProps props{kCounter, {{"text", "n = " + std::to_string(++n_)}}, {}};
    send(Patch{1, revision_, revision_ + 1, {props}});
    ++revision_;
}

}  // namespace

ACH_PLUGIN(ToyCore)
