// A machine small enough to be read in one sitting, which calls natives the way the real one does.
//
// It has no script: it calls a native by name with values made from JSON, follows it through every
// way in which a native may end (result, error, suspension, script call), and gives the result back
// as JSON. Values are reference-counted objects; an ach_value is an index into the values of its
// call.
#pragma once

#include "achronyme/achronyme.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct ach_call;

namespace ach::toy {

struct Object;
using Ref = std::shared_ptr<Object>;

struct Object {
    std::int32_t type = ACH_T_NULL;
    bool truth = false;
    double number = 0;
    std::string text;  // of a String, the message of an Error, the name of a Resource
    std::string kind;  // of an Error
    ach_complex z{};
    std::vector<Ref> items;
    std::vector<std::pair<std::string, Ref>> fields;
    std::vector<std::uint64_t> shape;
    std::vector<double> data;
    std::vector<ach_complex> complexes;
    std::function<Ref(ach_call&, std::span<const Ref>)> function;
    const ach_resource_def* def = nullptr;
    void* native = nullptr;

    Object() = default;
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;
    ~Object();
};

Ref make_null();
Ref make_number(double number);
Ref make_text(std::string text);
Ref make_error(std::string kind, std::string message);
std::string display(const Object& object, bool quoted);
Ref from_json(std::string_view text);
std::string to_json(const Object& object);

// What a native waits for. Ends once; the state is freed when nobody looks at it any more.
struct Wait {
    ach_suspend_desc desc{};
    std::shared_ptr<void> state;
    ach_op op{};
    std::mutex mutex;
    bool is_over = false;
    ach_status outcome = ACH_OK;
    ach_buf payload{};
    std::function<void()> on_over;

    // Calls `wake` when it is over, at once if it is already.
    void when_over(std::function<void()> wake);
};

struct CallRequest {
    Ref fn;
    std::vector<Ref> args;
    std::shared_ptr<void> state;
    ach_called_fn then = nullptr;
};

struct Native {
    const ach_host_t* owner = nullptr;
    const ach_native_def* def = nullptr;
    void* user = nullptr;
};

struct Machine;

struct ValueTable : ach_value_table_t {
    Machine* machine = nullptr;
};

struct Machine {
    Machine(const ach_host_t* host, const ach_op_t& ops, const ach_buffer_t& buffers);

    const ach_host_t* host;
    const ach_op_t* ops;
    const ach_buffer_t* buffers;
    ValueTable values;
    std::map<std::string, Native, std::less<>> natives;
    std::mutex mutex;  // the members below
    std::map<std::uint64_t, std::pair<Ref, std::weak_ptr<Object>>> refs;
    std::uint64_t next_ref = 1;
    std::vector<std::shared_ptr<Wait>> waits;  // kept: an op may still name one
};

// Runs one native to its end.
class Task {
public:
    Task(Machine& machine, const Native& native, std::string name, std::vector<Ref> args);

    // Goes on until the end (true) or until what it waits for has ended (false: `wake` is called
    // once then, from any thread, after which run() may be called again).
    bool run(std::function<void()> wake);

    // After the end: the result, or the Error.
    bool has_failed() const { return failed_; }
    const Ref& result() const { return result_; }

    // Asks for the end of what it waits for.
    void cancel();

private:
    void enter(const Native& native, const std::string& name, std::vector<Ref> args);
    void settle(ach_call& call, ach_status status, ach_value value);
    void resume();
    void call_back();
    void return_to_caller();
    void raise(std::string kind, std::string message);

    struct Frame {
        CallRequest request;
        const ach_host_t* host;
        std::string name;
    };

    Machine& machine_;
    const ach_host_t* host_ = nullptr;
    std::string name_;
    std::shared_ptr<Wait> wait_;
    std::optional<CallRequest> request_;
    std::vector<Frame> frames_;
    bool done_ = false;
    bool failed_ = false;
    Ref result_;
};

const ach_call_table_t& call_table();
const ach_object_table_t& object_table();
ach_value_table_t value_table();

}  // namespace ach::toy

// One call of a native.
struct ach_call {
    ach::toy::Machine* machine = nullptr;
    const ach_host_t* host = nullptr;
    std::string name;
    bool no_suspend = false;
    std::vector<ach::toy::Ref> values;
    std::deque<std::vector<double>> looks;
    ach::toy::Ref error;
    std::shared_ptr<ach::toy::Wait> wait;
    std::optional<ach::toy::CallRequest> request;

    ach_value add(ach::toy::Ref ref);
    ach::toy::Object& at(ach_value v) const;
    const ach::toy::Ref& ref_at(ach_value v) const;
};

// The collector's side of a finalizer or a trace.
struct ach_gc {
    std::size_t kept = 0;
};
