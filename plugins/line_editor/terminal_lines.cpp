#include "plugins/line_editor/terminal_lines.hpp"

#include <histedit.h>
#include <locale.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cwchar>
#include <stdexcept>

namespace ach::line_editor {

namespace {

constexpr int kRemembered = 1000;  // lines

// What candidates have in common from their beginning on.
std::string common_beginning(const std::vector<std::string>& words) {
    std::string common = words.front();
    for (const std::string& word : words) {
        const auto [a, b] = std::ranges::mismatch(common, word);
        common.resize(static_cast<std::size_t>(a - common.begin()));
    }
    // Not in the middle of a character.
    while (!common.empty() && words.front().size() > common.size() &&
           (static_cast<unsigned char>(words.front()[common.size()]) & 0xC0) == 0x80) {
        common.pop_back();
    }
    return common;
}

// The locale of this thread, for as long as it lives.
class ThreadLocale {
public:
    ThreadLocale() : made_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
        if (made_ != nullptr) before_ = ::uselocale(made_);
    }
    ~ThreadLocale() {
        if (made_ == nullptr) return;
        ::uselocale(before_);
        ::freelocale(made_);
    }
    ThreadLocale(const ThreadLocale&) = delete;
    ThreadLocale& operator=(const ThreadLocale&) = delete;

private:
    locale_t made_;
    locale_t before_ = nullptr;
};

}  // namespace

struct TerminalLines::Library {
    Library(const WakePipe& wake_pipe, Complete complete_line, std::string file)
        : wake(wake_pipe), complete(std::move(complete_line)), history_path(std::move(file)) {
        lines = ::history_init();
        edit = ::el_init("achronyme", stdin, stdout, stderr);
        if (edit == nullptr || lines == nullptr) {
            release();
            throw std::runtime_error("the terminal cannot be set up for editing");
        }
        HistEvent event;
        ::history(lines, &event, H_SETSIZE, kRemembered);
        ::history(lines, &event, H_SETUNIQUE, 1);
        if (!history_path.empty()) ::history(lines, &event, H_LOAD, history_path.c_str());
        ::el_set(edit, EL_CLIENTDATA, this);
        ::el_set(edit, EL_PROMPT, &prompt_of);
        ::el_set(edit, EL_EDITOR, "emacs");
        ::el_set(edit, EL_HIST, ::history, lines);
        ::el_set(edit, EL_GETCFN, &get_character);
        // The narrow form of this call copies both texts and never frees them.
        ::el_wset(edit, EL_ADDFN, L"achronyme-complete", L"Complete a name", &complete_here);
        ::el_set(edit, EL_BIND, "^I", "achronyme-complete", nullptr);
        ::el_set(edit, EL_BIND, "^R", "em-inc-search-prev", nullptr);
        ::el_set(edit, EL_BIND, "\\e[1~", "ed-move-to-beg", nullptr);
        ::el_set(edit, EL_BIND, "\\e[4~", "ed-move-to-end", nullptr);
        ::el_set(edit, EL_BIND, "\\e[3~", "ed-delete-next-char", nullptr);
        ::el_source(edit, nullptr);  // what the person has set in ~/.editrc
    }
    ~Library() { release(); }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    void release() {
        if (edit != nullptr) ::el_end(edit);
        if (lines != nullptr) ::history_end(lines);
    }

    static Library& of(EditLine* edit) {
        void* self = nullptr;
        ::el_get(edit, EL_CLIENTDATA, &self);
        return *static_cast<Library*>(self);
    }

    static char* prompt_of(EditLine* edit) { return of(edit).prompt.data(); }

    // One character of the terminal; fewer when somebody woke us, which ends the line.
    static int get_character(EditLine* edit, wchar_t* out) {
        Library& self = of(edit);
        std::mbstate_t state{};
        for (;;) {
            std::fflush(stdout);
            if (!self.wake.wait_for(STDIN_FILENO)) {
                self.is_dropped = true;
                return -1;
            }
            char byte = 0;
            const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return static_cast<int>(got);
            const std::size_t bytes = std::mbrtowc(out, &byte, 1, &state);
            if (bytes == static_cast<std::size_t>(-1)) state = {};  // no character: left out
            if (bytes <= 1) return 1;
        }
    }

    static unsigned char complete_here(EditLine* edit, int) {
        Library& self = of(edit);
        const LineInfo* line = ::el_line(edit);
        const std::string_view before(line->buffer,
                                      static_cast<std::size_t>(line->cursor - line->buffer));
        const Completion found = self.complete(before);
        if (found.candidates.empty() || found.replaced > before.size()) return CC_REFRESH_BEEP;
        const std::string common = common_beginning(found.candidates);
        if (common.size() > found.replaced) {
            ::el_insertstr(edit, common.c_str() + found.replaced);
            return CC_REFRESH;
        }
        if (found.candidates.size() == 1) return CC_REFRESH;
        show(found.candidates);
        return CC_REDISPLAY;
    }

    static void show(const std::vector<std::string>& candidates) {
        constexpr std::size_t kMostShown = 100;
        std::string text = "\n";
        for (std::size_t i = 0; i < std::min(candidates.size(), kMostShown); ++i) {
            text += candidates[i] + "  ";
        }
        if (candidates.size() > kMostShown) {
            text += "... and " + std::to_string(candidates.size() - kMostShown) + " more";
        }
        text += "\n";
        std::fwrite(text.data(), 1, text.size(), stdout);
    }

    void remember(const std::string& line, bool goes_on) {
        HistEvent event;
        if (goes_on && ::history(lines, &event, H_FIRST) >= 0) {
            ::history(lines, &event, H_ADD, ("\n" + line).c_str());  // to the one that is current
        } else {
            if (line.find_first_not_of(" \t") == line.npos) return;
            ::history(lines, &event, H_ENTER, line.c_str());
        }
        if (!history_path.empty()) ::history(lines, &event, H_SAVE, history_path.c_str());
    }

    const ThreadLocale locale;
    const WakePipe& wake;
    const Complete complete;
    const std::string history_path;
    EditLine* edit = nullptr;
    History* lines = nullptr;
    std::string prompt;
    bool is_dropped = false;
};

TerminalLines::TerminalLines(const WakePipe& wake, Complete complete, std::string history_file)
    : library_(std::make_unique<Library>(wake, std::move(complete), std::move(history_file))) {}

TerminalLines::~TerminalLines() = default;

Lines::End TerminalLines::read(const Question& question, std::string& line) {
    library_->prompt = question.prompt;
    library_->is_dropped = false;
    // By itself libedit shows the prompt first, and what is typed at once has another meaning then.
    ::el_set(library_->edit, EL_PREP_TERM, 1);
    int count = 0;
    const char* text = ::el_gets(library_->edit, &count);
    if (library_->is_dropped) {
        ::el_reset(library_->edit);
        std::fputs("\n", stdout);
        std::fflush(stdout);
        return End::Dropped;
    }
    if (text == nullptr || count <= 0) {
        std::fputs("\n", stdout);
        std::fflush(stdout);
        return End::Over;
    }
    line.assign(text, static_cast<std::size_t>(count));
    while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
    library_->remember(line, question.goes_on);
    return End::Line;
}

}  // namespace ach::line_editor
