#include "plugins/async_io/arguments.hpp"
#include "plugins/async_io/natives.hpp"
#include "plugins/async_io/plugin.hpp"
#include "plugins/async_io/reading.hpp"
#include "plugins/async_io/writing.hpp"
#include "plugins/json_common/writing.hpp"

#include <cmath>
#include <utility>

namespace ach::async_io {

namespace {

// A job that only reads `path`.
template <class Work>
Outcome read(Call& call, std::string_view path, Work work) {
    std::string name = path_argument(call, path);
    return begin(call, *files_of(call).jobs,
                 {{{ACH_PERM_FILE_READ, name}},
                  false,
                  [deed = Deed{"read file", name}, work](const IsAbandoned& is_abandoned) {
                      return work(deed, is_abandoned);
                  }});
}

Outcome read_file_native(Call& call, std::string_view path) {
    return read(call, path, [](const Deed& deed, const IsAbandoned& is_abandoned) -> Reply {
        return Text{read_text(deed, is_abandoned)};
    });
}

Outcome read_lines_native(Call& call, std::string_view path) {
    return read(call, path, [](const Deed& deed, const IsAbandoned& is_abandoned) -> Reply {
        return Lines{read_text(deed, is_abandoned)};
    });
}

Outcome read_bytes_native(Call& call, std::string_view path) {
    return read(call, path, [](const Deed& deed, const IsAbandoned& is_abandoned) -> Reply {
        return Bytes{read_bytes(deed, is_abandoned)};
    });
}

Outcome read_json_native(Call& call, std::string_view path) {
    return read(call, path, [](const Deed& deed, const IsAbandoned& is_abandoned) -> Reply {
        return JsonText{read_text(deed, is_abandoned), deed.path};
    });
}

Outcome write(Call& call, std::string path, std::string content, WriteMode mode) {
    Job job{{{ACH_PERM_FILE_WRITE, path}}, true, {}};
    job.work = [deed = Deed{"write file", std::move(path)}, content = std::move(content),
                mode](const IsAbandoned& is_abandoned) -> Reply {
        write_file(deed, content, mode, is_abandoned);
        return Nothing{};
    };
    return begin(call, *files_of(call).jobs, std::move(job));
}

Outcome write_file_native(Call& call, std::string_view path, std::string_view content,
                          std::optional<Value> options) {
    std::string name = path_argument(call, path);
    bool is_atomic = false;
    read_switches(call, options, {{"atomic", &is_atomic}});
    return write(call, std::move(name), std::string(content),
                 is_atomic ? WriteMode::ReplaceAtomically : WriteMode::Replace);
}

// The value is what it is at the call, whenever the file is written.
Outcome write_json_native(Call& call, std::string_view path, Value value,
                          std::optional<Value> pretty) {
    std::string name = path_argument(call, path);
    const int indent = pretty ? json::indent_of(call, *pretty) : 0;
    std::string text = json::text_of(call, value, files_of(call).reactive, indent);
    return write(call, std::move(name), std::move(text), WriteMode::Replace);
}

[[noreturn]] void refuse_byte(const Call& call, std::size_t at) {
    call.fail("ValueError", "element " + std::to_string(at) + " is no integer between 0 and 255");
}

// The bytes that a Vector or a rank-1 Tensor of Numbers stands for.
std::string bytes_argument(const Call& call, Value data) {
    const bool is_tensor = call.type(data) == ACH_T_TENSOR;
    if (is_tensor && call.tensor(data).shape.size() != 1) {
        call.fail("ValueError", "the Tensor of bytes must have rank 1");
    }
    if (!is_tensor && call.type(data) != ACH_T_VECTOR) {
        call.type_error("Vector or Tensor of Numbers", data);
    }
    for (std::size_t i = 0; !is_tensor && i < call.vector_len(data); ++i) {
        if (call.type(call.vector_get(data, i)) != ACH_T_NUMBER) refuse_byte(call, i);
    }
    const std::span<const double> numbers = call.numbers(data);
    std::string bytes(numbers.size(), '\0');
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const double number = numbers[i];
        if (!(number >= 0 && number <= 255) || number != std::trunc(number)) refuse_byte(call, i);
        bytes[i] = static_cast<char>(static_cast<unsigned char>(number));
    }
    return bytes;
}

Outcome write_bytes_native(Call& call, std::string_view path, Value data) {
    std::string name = path_argument(call, path);
    return write(call, std::move(name), bytes_argument(call, data), WriteMode::Replace);
}

Outcome append_file_native(Call& call, std::string_view path, std::string_view content) {
    std::string name = path_argument(call, path);
    Job job{{{ACH_PERM_FILE_WRITE, name}}, true, {}};
    job.work = [deed = Deed{"append to file", std::move(name)},
                text = std::string(content)](const IsAbandoned& is_abandoned) -> Reply {
        append_file(deed, text, is_abandoned);
        return Nothing{};
    };
    return begin(call, *files_of(call).jobs, std::move(job));
}

constexpr ach_native_def kNatives[] = {
    native<&read_file_native>("read_file")
        .doc("read_file(path) -> Future<String>\nThe whole content of a UTF-8 text file."),
    native<&read_lines_native>("read_lines")
        .doc("read_lines(path) -> Future<Vector>\nThe lines of a UTF-8 text file, without their "
             "ends."),
    native<&read_bytes_native>("read_bytes")
        .doc("read_bytes(path) -> Future<Tensor>\nThe bytes of a file, as Numbers from 0 to 255."),
    native<&write_file_native>("write_file")
        .doc("write_file(path, content, opts?) -> Future<null>\nCreates or replaces a file. "
             "{atomic: true}: readers see the old or the new content, never a part."),
    native<&write_bytes_native>("write_bytes")
        .doc("write_bytes(path, data) -> Future<null>\nCreates or replaces a file with bytes from "
             "a Vector or a Tensor."),
    native<&read_json_native>("read_json")
        .doc("read_json(path) -> Future<Any>\nThe value that the JSON text of a file stands for."),
    native<&write_json_native>("write_json")
        .doc("write_json(path, value, pretty?) -> Future<null>\nCreates or replaces a file with a "
             "value "
             "as json_stringify() writes it."),
    native<&append_file_native>("append_file")
        .doc("append_file(path, content) -> Future<null>\nAdds to the end of a file, which is "
             "created when it is missing."),
};

}  // namespace

std::span<const ach_native_def> content_natives() { return kNatives; }

}  // namespace ach::async_io
