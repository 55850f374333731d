// Questions in front of a window: the dialogs that wait for an answer.
//
// None of them runs a loop of its own. A dialog is a window like any other, and only the one it
// stands in front of takes no input meanwhile: so other windows, commands and frames go on, and the
// window may be closed with its dialogs.
#pragma once

#include "plugins/ui_common/protocol.hpp"

#include <functional>
#include <memory>
#include <vector>

class wxDialog;
class wxWindow;

namespace ach::ui {

// Belongs to the UI thread.
class Dialogs {
public:
    struct Needs {
        wxWindow* window = nullptr;                               // in front of which they stand,
        wxWindow* input = nullptr;                                // and what of it takes input
        std::function<void(std::uint64_t, const Value&)> answer;  // of that request
    };

    explicit Dialogs(Needs needs);
    ~Dialogs();
    Dialogs(const Dialogs&) = delete;
    Dialogs& operator=(const Dialogs&) = delete;

    void show(const Dialog& dialog);
    // Without an answer.
    void close(std::uint64_t request);
    void close_all();

    const std::vector<Dialog>& shown() const { return shown_; }

private:
    wxDialog* message(const Dialog& dialog);
    wxDialog* chooser(const Dialog& dialog);
    void file_chosen(std::uint64_t request, wxDialog* chooser);
    void confirm_replacing(std::uint64_t request, wxDialog* chooser, const std::string& path);
    void answer(std::uint64_t request, const Value& result);

    const Needs needs_;
    std::vector<Dialog> shown_;
    std::vector<wxDialog*> windows_;  // theirs: the toolkit's, ours to destroy
};

}  // namespace ach::ui
