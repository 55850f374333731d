#include "vm/runtime/types.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/channel.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/job.hpp"
#include "vm/runtime/lock.hpp"
#include "vm/runtime/string.hpp"

#include <cmath>

namespace ach::vm {

std::string_view type_name(Kind kind) {
    switch (kind) {
        case Kind::String: return "String";
        case Kind::Complex: return "Complex";
        case Kind::Vector: return "Vector";
        case Kind::Record: return "Record";
        case Kind::Tensor: return "Tensor";
        case Kind::ComplexTensor: return "ComplexTensor";
        case Kind::Closure:
        case Kind::NativeFunction:
        case Kind::BoundMethod: return "Function";
        case Kind::Generator: return "Generator";
        case Kind::Error: return "Error";
        case Kind::Future: return "Future";
        case Kind::Job: return "JobHandle";
        case Kind::Signal: return "Signal";
        case Kind::Computed: return "Computed";
        case Kind::Observer: return "Effect";
        case Kind::Lock:
        case Kind::Guard:
        case Kind::ChannelEnd:
        case Kind::Resource: return {};
        default: return "Internal";
    }
}

std::string_view type_name(Value v) {
    if (v.is_number()) return "Number";
    if (v.is_boolean()) return "Boolean";
    if (!v.is_object()) return "Null";
    const Kind kind = v.as_object()->kind();
    switch (kind) {
        case Kind::Lock: return as<Lock>(v)->is_semaphore() ? "Semaphore" : "AsyncMutex";
        case Kind::Guard: return as<Guard>(v)->lock().is_semaphore() ? "Permit" : "MutexGuard";
        case Kind::ChannelEnd: return as<ChannelEnd>(v)->is_sender() ? "Sender" : "Receiver";
        case Kind::Resource: return as<Resource>(v)->type().name;
        default: return type_name(kind);
    }
}

bool truthy_slow(Value v) {
    if (v.is_number()) return v.as_number() < 0 || v.as_number() > 0;
    if (const auto* string = try_as<String>(v)) return string->byte_count() != 0;
    return v.is_object();
}

bool truncate(Mutator& mutator, std::string_view op, Value v, double& result) {
    if (!v.is_number()) {
        raise_type_error(mutator, op, "Number", v);
        return false;
    }
    if (!std::isfinite(v.as_number())) {
        const std::string_view what = std::isnan(v.as_number()) ? "NaN"
                                      : v.as_number() < 0       ? "-Infinity"
                                                                : "Infinity";
        std::string text = "Type error in ";
        text.append(op).append(": expected finite Number, got ").append(what);
        mutator.raise(error_kind::kType, text);
        return false;
    }
    result = std::trunc(v.as_number()) + 0.0;  // -0 becomes 0
    return true;
}

}  // namespace ach::vm
