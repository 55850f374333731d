#include "plugins/builtins/ui/component.hpp"

#include "plugins/builtins/ui/plot_data.hpp"
#include "plugins/ui_common/scene.hpp"

#include <algorithm>

namespace ach::ui {

std::shared_ptr<Window> current_window(const Call& call) {
    const Core& core = core_of(call);
    void* const slot = core.slots().get(call.raw(), core.window_slot());
    return core.find(static_cast<WindowId>(reinterpret_cast<std::uintptr_t>(slot)));
}

Draft& current_run(const Call& call, std::string_view component) {
    const Core& core = core_of(call);
    void* const slot = core.slots().get(call.raw(), core.scope_slot());
    if (slot != nullptr) {
        const std::shared_ptr<Window> window = current_window(call);
        Draft* const run =
            window == nullptr ? nullptr : window->run(reinterpret_cast<std::uintptr_t>(slot));
        if (run != nullptr) return *run;
    }
    raise_ui_error(call, std::string(component) + " called outside of gui_run");
}

Component::Component(Call& call, std::string_view name, Kind kind)
    : call_(call),
      name_(name),
      kind_(kind),
      core_(core_of(call)),
      window_(current_window(call)),
      draft_(current_run(call, name)) {}

// --- arguments

void Component::take_props(ScriptValue record) { props_ = record; }

void Component::style_before(std::string_view classes) {
    style_ = std::string(classes).append(style_.empty() ? "" : " ").append(style_);
}

void Component::take_trailing(std::span<const ScriptValue> arguments, FunctionMeans function) {
    bool has_style = false;
    for (const ScriptValue argument : arguments) {
        const std::int32_t type = call_.type(argument);
        if (type == ACH_T_NULL) continue;
        if (type == ACH_T_STRING && !has_style) {
            style_ = call_.string(argument);
            has_style = true;
        } else if (type == ACH_T_RECORD && !props_) {
            props_ = argument;
        } else if (function != FunctionMeans::Nothing && !function_ &&
                   is_function(call_, argument)) {
            function_ = argument;
        } else {
            std::string expected = "at most one style String and one props Record";
            if (function == FunctionMeans::MainCallback) expected += " and one callback Function";
            if (function == FunctionMeans::Children) expected += " and one children Function";
            type_error(expected, argument);
        }
    }
}

bool Component::is_source(ScriptValue v) const {
    return core_.reactive().source_kind(call_.raw(), v) != ACH_REACTIVE_NONE;
}

// --- props

std::optional<ScriptValue> Component::prop(const char* name) {
    known_props_.emplace_back(name);
    if (!props_) return std::nullopt;
    const auto value = call_.record_get(*props_, name);
    if (!value || call_.is_null(*value)) return std::nullopt;
    return value;
}

std::optional<bool> Component::flag(const char* name) {
    const auto value = prop(name);
    if (!value) return std::nullopt;
    bool truth = false;
    if (call_.values().get_boolean(call_.raw(), *value, &truth) != ACH_OK)
        type_error(std::string("Boolean for '") + name + "'", *value);
    return truth;
}

std::optional<double> Component::number(const char* name) {
    const auto value = prop(name);
    if (!value) return std::nullopt;
    const auto number = call_.maybe_number(*value);
    if (!number) type_error(std::string("Number for '") + name + "'", *value);
    return number;
}

std::optional<std::string> Component::string(const char* name) {
    const auto value = prop(name);
    if (!value) return std::nullopt;
    const auto text = call_.maybe_string(*value);
    if (!text) type_error(std::string("String for '") + name + "'", *value);
    return std::string(*text);
}

void Component::copy_flag(const char* name) {
    if (const auto value = flag(name)) set(name, *value);
}
void Component::copy_number(const char* name) {
    if (const auto value = number(name)) set(name, *value);
}
void Component::copy_string(const char* name) {
    if (auto value = string(name)) set(name, std::move(*value));
}
void Component::copy_followed(const char* name, As as) {
    if (const auto value = prop(name)) set(name, follow(name, *value, as));
}

void Component::listen(On on, const char* name, std::uint32_t listed, std::uint32_t extras,
                       bool is_main) {
    std::optional<ScriptValue> given = prop(name);
    if (is_main && function_) given = function_;
    if (!given) return;
    if (!is_function(call_, *given)) type_error(std::string("Function for '") + name + "'", *given);
    const std::uint32_t count = callback_count(call_, name_, *given, listed, listed + extras);
    behaviour_.callbacks.push_back({on, keep(call_, *given), count});
}

// --- the place

Entry& Component::entry() {
    if (placed_ != nullptr) return *placed_->entry;
    const auto given = prop("key");
    std::string key = given ? key_of(call_, name_, *given) : std::string();
    placed_ = draft_.add(Place::Widget, kind_, key);
    if (placed_ == nullptr) {
        raise_ui_error(call_, std::string(name_) + "(): two siblings have the key " +
                                  std::string(call_.text(*given, ACH_TEXT_QUOTED)));
    }
    return *placed_->entry;
}

// --- looks and behaviour

Value Component::plain_as(const std::string& prop, ScriptValue v, As as) const {
    switch (as) {
        case As::Text: return std::string(call_.text(v));
        case As::String:
            if (const auto text = call_.maybe_string(v)) return std::string(*text);
            type_error("String or Signal for '" + prop + "'", v);
        case As::Number:
            if (const auto number = call_.maybe_number(v)) return *number;
            type_error("Number or Signal for '" + prop + "'", v);
        case As::Flag:
            if (call_.type(v) == ACH_T_BOOLEAN) return call_.boolean(v);
            type_error("Boolean or Signal for '" + prop + "'", v);
        case As::Points: {
            auto data = plot_data(call_, v);
            if (const auto* wrong = std::get_if<std::string>(&data)) value_error(*wrong);
            return std::get<std::shared_ptr<const Array>>(std::move(data));
        }
        case As::Data: break;
    }
    return plain(call_, v);
}

std::shared_ptr<const Binding> Component::binding(const std::string& prop, ScriptValue source,
                                                  As as) {
    const auto& old = entry().behaviour.bindings;
    if (const auto found = old.find(prop); found != old.end()) {
        const auto bound = call_.deref(found->second->source());
        if (bound && bound->bits == source.bits) return found->second;
    }
    const std::uint64_t key = core_.bindings().next_key();
    const std::uint32_t flags = as == As::Text ? ACH_BIND_TEXT : 0;
    Ref kept = call_.ref(source);
    ach_binding bound{};
    call_.check(core_.reactive().bind(call_.raw(), source, core_.backend().values(),
                                      core_.backend().value_topic(), key, flags, &bound));
    return std::make_shared<const Binding>(core_.bindings(), key, bound, std::move(kept));
}

void Component::warn_unsuitable(const std::string& prop, ScriptValue v) const {
    const std::string what = std::string(name_) + ": the value bound to '" + prop + "' is a " +
                             std::string(call_.type_name(v));
    core_.warnings().say(what, what);
}

Value Component::points_or_none(const std::string& prop, ScriptValue v) const {
    auto data = plot_data(call_, v);
    if (auto* points = std::get_if<std::shared_ptr<const Array>>(&data)) return std::move(*points);
    warn_unsuitable(prop, v);
    return nullptr;
}

// A Computed is not evaluated here: what it comes to is on its way already.
Value Component::follow(const std::string& prop, ScriptValue v, As as) {
    const std::int32_t kind = core_.reactive().source_kind(call_.raw(), v);
    if (kind == ACH_REACTIVE_NONE) return plain_as(prop, v, as);
    const std::shared_ptr<const Binding> bound = binding(prop, v, as);
    behaviour_.bindings[prop] = bound;
    auto value = std::make_shared<Bound>();
    value->key = bound->key();
    if (kind == ACH_REACTIVE_SIGNAL) {
        ScriptValue now{};
        call_.check(core_.reactive().peek(call_.raw(), v, &now, &value->version));
        const std::int32_t type = call_.type(now);
        const bool fits = as == As::Number ? type == ACH_T_NUMBER
                          : as == As::Flag ? type == ACH_T_BOOLEAN
                                           : true;
        if (!fits) warn_unsuitable(prop, now);
        value->value = as == As::Text     ? Value(std::string(call_.text(now)))
                       : as == As::Points ? points_or_none(prop, now)
                                          : plain(call_, now);
    }
    return std::shared_ptr<const Bound>(std::move(value));
}

Value Component::own_value(Value initial) {
    static_cast<void>(entry());
    behaviour_.is_control = true;
    behaviour_.initial = std::move(initial);
    const bool is_kept = placed_->made == nullptr && entry().behaviour.is_control &&
                         entry().behaviour.signal == nullptr &&
                         entry().behaviour.initial == behaviour_.initial;
    return is_kept ? window_->current_value(entry()) : behaviour_.initial;
}

void Component::edit_signal(ScriptValue signal, bool on_arrival) {
    behaviour_.is_control = true;
    behaviour_.signal = keep(call_, signal);
    behaviour_.is_set_on_arrival = on_arrival;
}

bool Component::take_pulse() { return window_->take_pulse(entry()); }

void Component::take_style() {
    if (const auto prop_style = string("style")) {
        style_.append(style_.empty() ? "" : " ").append(*prop_style);
    }
    appearance_.style = core_.styles().get(style_);
    if (appearance_.style == nullptr) return;
    for (const std::string& token : appearance_.style->unknown) {
        core_.warnings().say("class " + token,
                             "unknown style class '" + token + "' (" + std::string(name_) + ")");
    }
}

void Component::take_common_props() {
    static_cast<void>(entry());
    take_style();
    behaviour_.id = string("id").value_or(std::string());
    if (!behaviour_.id.empty()) set("id", behaviour_.id);
    copy_followed("disabled", As::Flag);
    const auto disabled = appearance_.props.find("disabled");
    behaviour_.is_disabled = disabled != appearance_.props.end() && disabled->second == Value(true);
    copy_followed("hidden", As::Flag);
    copy_followed("tooltip", As::String);
    copy_flag("autofocus");
    if (kind_ != Kind::Button) listen(On::Click, "on_click", 0);
    listen(On::Hover, "on_hover", 1);
    listen(On::Key, "on_key", 1);
    listen(On::Focus, "on_focus", 1);
    if (listens(On::Click)) want(Wanted::Click);
    if (listens(On::Hover)) want(Wanted::Hover);
    if (listens(On::Key)) want(Wanted::Key);
    if (listens(On::Focus)) want(Wanted::Focus);
}

void Component::warn_of_unknown_props() {
    if (!props_) return;
    for (std::size_t i = 0; i < call_.record_len(*props_); ++i) {
        const std::string_view prop = call_.record_at(*props_, i).first;
        if (std::ranges::find(known_props_, prop) != known_props_.end()) continue;
        const std::string what =
            std::string(name_) + ": there is no prop '" + std::string(prop) + "'";
        core_.warnings().say(what, what);
    }
}

void Component::finish() {
    take_common_props();
    warn_of_unknown_props();
    if (behaviour_.is_control) {
        if (const auto control = window_->inbox().control(entry().widget->id())) {
            appearance_.seen = control->seen;
            if (behaviour_.is_numeric) set("invalid", control->is_invalid);
        }
    }
    placed_->appearance = std::move(appearance_);
    placed_->behaviour = std::move(behaviour_);
}

ScriptValue Component::finish_with_children(ScriptValue children, std::vector<Kept> arguments) {
    finish();
    if (call_.is_null(children)) return call_.null();
    RenderScope& scope = provide_scope(call_, *window_, *placed_, *entry().widget, draft_.scope);
    scope.function = keep(call_, children);
    scope.arguments = std::move(arguments);
    return call_.make(static_cast<double>(scope.id));
}

// --- scopes

void observe(Call& call, RenderScope& scope) {
    ach_observer_desc desc{};
    desc.struct_size = sizeof desc;
    desc.user = &scope;
    desc.on_dirty = [](void* user, ach_observer) noexcept {
        auto& dirty = *static_cast<RenderScope*>(user);
        dirty.window.mark_dirty(dirty);
    };
    call.check(core_of(call).reactive().observe(call.raw(), &desc, &scope.observer));
}

RenderScope& provide_scope(Call& call, Window& window, DraftEntry& placed, Widget& container,
                           RenderScope& outer) {
    placed.has_scope = true;
    if (RenderScope* const scope = placed.scope()) return *scope;
    // The window is the first level, what stands in its outermost scope the second.
    constexpr std::size_t kMostLevels = kDeepestTree, kMostScopes = 256;
    if (!placed.entry->is_bare() && outer.level + 2 == kMostLevels) {
        raise_ui_error(call,
                       "widgets are nested deeper than " + std::to_string(kMostLevels) + " levels");
    }
    if (outer.depth == kMostScopes) {
        raise_ui_error(call,
                       "scopes are nested deeper than " + std::to_string(kMostScopes) + " levels");
    }
    placed.new_scope = std::make_unique<RenderScope>(window, container, &outer, placed.entry);
    observe(call, *placed.new_scope);
    return *placed.new_scope;
}

}  // namespace ach::ui
