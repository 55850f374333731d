// line_editor: standard input for one user at a time.
#include "plugins/line_editor/reader.hpp"

#include <achronyme/cpp/plugin.hpp>

#include <memory>
#include <mutex>

namespace ach::line_editor {

namespace {

struct LineEditor;

// ach.line_editor/1, and whose it is: the table is what users hand back.
struct Table {
    ach_line_editor_t table;
    LineEditor* plugin;
};

struct LineEditor : plugin<LineEditor> {
    static constexpr const char* id = "achronyme.line_editor";
    static constexpr const char* version = "0.1.0";

    void start() {
        serves_ = {{sizeof(ach_line_editor_t), 0, &open, &read, &close, &read_more}, this};
    }
    void stop() { take_reader().reset(); }

    const void* get_interface(std::string_view interface) noexcept {
        return interface == ACH_IF_LINE_EDITOR ? &serves_.table : nullptr;
    }

private:
    static LineEditor& of(const ach_line_editor_t* table) {
        return *reinterpret_cast<const Table*>(table)->plugin;
    }

    static ach_status open(const ach_host_t*, const ach_line_editor_t* self,
                           const ach_line_user* user, ach_error* err) noexcept {
        return guarded(err, [&]() -> ach_status {
            LineEditor& editor = of(self);
            const std::lock_guard lock(editor.mutex_);
            if (editor.reader_) return ACH_E_FULL;
            editor.reader_ = std::make_unique<Reader>(*user);
            return ACH_OK;
        });
    }

    static void read(const ach_host_t*, const ach_line_editor_t* self, ach_str prompt) noexcept {
        ask(self, prompt, false);
    }
    static void read_more(const ach_host_t*, const ach_line_editor_t* self,
                          ach_str prompt) noexcept {
        ask(self, prompt, true);
    }

    static void ask(const ach_line_editor_t* self, ach_str prompt, bool goes_on) noexcept {
        contained(
            [&] {
                LineEditor& editor = of(self);
                const std::lock_guard lock(editor.mutex_);
                if (editor.reader_) editor.reader_->ask({std::string(view(prompt)), goes_on});
            },
            [](const ErrorRecord&) {});
    }

    static void close(const ach_host_t*, const ach_line_editor_t* self) noexcept {
        of(self).take_reader().reset();  // joins, with nothing locked
    }

    std::unique_ptr<Reader> take_reader() {
        const std::lock_guard lock(mutex_);
        return std::move(reader_);
    }

    Table serves_{};
    std::mutex mutex_;
    std::unique_ptr<Reader> reader_;  // guarded by mutex_
};

}  // namespace

}  // namespace ach::line_editor

ACH_PLUGIN(ach::line_editor::LineEditor)
