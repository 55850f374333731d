// Values of a session as MessagePack, and back.
//
// What MessagePack does not know is a two-element array with a tag: ["cx", [re, im]],
// ["ten", [shape, data]], ["cten", [shape, data]], ["fn", name], and ["ref", n] for the n-th
// container (Vector or Record, counted from 0 as they begin), which keeps sharing and cycles.
// ["vec", items] is a Vector that could be taken for one of these. Containers that are being
// written or read stand in a list instead of on the C stack.
#pragma once

#include "plugins/builtins/session/message_pack.hpp"
#include "plugins/builtins/support/call.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ach::builtins::session {

class ValueWriter {
public:
    // `describe` tells the name of a builtin function.
    ValueWriter(const Call& call, Packer& out, Value describe)
        : call_(call), out_(out), describe_(describe) {}

    void write(Value v);
    // Something that cannot be saved has become null.
    bool has_lost_something() const { return has_lost_something_; }

private:
    struct Open {
        Value container;
        bool is_record;
        std::size_t index;
        std::size_t size;
    };

    void item(Value v);
    void container(Value v, bool is_record);
    bool looks_tagged(Value vector) const;
    void tensor(Value v);
    void function(Value v);
    void tag(const char* name) {
        out_.array(2);
        out_.text(name);
    }

    const Call& call_;
    Packer& out_;
    const Value describe_;
    bool has_lost_something_ = false;
    std::vector<Open> open_;
    std::unordered_map<std::uint64_t, std::size_t> numbers_;  // of containers, by identity
};

class ValueReader {
public:
    // `builtin` gives the function of a name, or null.
    ValueReader(const Call& call, Unpacker& in, Value builtin)
        : call_(call), in_(in), builtin_(builtin) {}

    Value read();

private:
    struct Open {
        Value container;
        bool is_record;
        std::size_t left;
        std::string key = {};
    };

    Value item();
    Value container(bool is_record, std::size_t length);
    std::optional<Value> tagged(std::string_view tag);
    Value tensor(bool is_complex);
    void give(Open& to, Value v);

    const Call& call_;
    Unpacker& in_;
    const Value builtin_;
    std::vector<Open> open_;
    std::size_t owed_ = 0;  // what open_ still waits for; each takes a byte at least
    std::vector<Value> containers_;
};

}  // namespace ach::builtins::session
