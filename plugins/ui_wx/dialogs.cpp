#include "plugins/ui_wx/dialogs.hpp"

#include "plugins/ui_wx/font_cache.hpp"

#include <wx/button.h>
#include <wx/dialog.h>
#include <wx/filedlg.h>
#include <wx/filename.h>
#include <wx/sizer.h>

#include <algorithm>
#include <string>

namespace ach::ui {

namespace {

constexpr int kTextWidth = 420;
constexpr int kBorder = 16;
constexpr std::size_t kMostCharacters = 2000;  // a dialog has to fit on a screen

wxString caption(const Dialog& dialog, const char* otherwise) {
    return wx_text(dialog.title.empty() ? otherwise : dialog.title);
}

wxString shown_text(const std::string& text) {
    const wxString all = wx_text(text);
    return all.length() <= kMostCharacters ? all
                                           : all.Left(kMostCharacters) + wxString::FromUTF8("…");
}

// A question that closes by one of its buttons, or by Escape as if by the second one.
wxDialog* message_window(wxWindow* above, const wxString& title, const wxString& text,
                         bool has_choice) {
    auto* const window = new wxDialog(above, wxID_ANY, title);
    auto* const column = new wxBoxSizer(wxVERTICAL);
    column->Add(window->CreateTextSizer(text, kTextWidth), wxSizerFlags().Border(wxALL, kBorder));
    column->Add(window->CreateStdDialogButtonSizer(has_choice ? wxOK | wxCANCEL : wxOK),
                wxSizerFlags().Expand().Border(wxALL, kBorder / 2));
    window->SetSizerAndFit(column);
    window->CentreOnParent();
    return window;
}

// Calls `done` with whether it was accepted, once.
template <class Done>
void when_ended(wxDialog& window, Done done) {
    window.Bind(wxEVT_BUTTON, [done](wxCommandEvent& event) {
        if (event.GetId() != wxID_OK && event.GetId() != wxID_CANCEL) return event.Skip();
        done(event.GetId() == wxID_OK);
    });
    window.Bind(wxEVT_CLOSE_WINDOW, [done](wxCloseEvent&) { done(false); });
}

// "Images (*.png;*.jpg)|*.png;*.jpg|…", without what has a meaning there.
wxString wildcards(const std::vector<FileFilter>& filters) {
    std::string all;
    for (const FileFilter& filter : filters) {
        std::string patterns;
        for (const std::string& extension : filter.extensions) {
            patterns += (patterns.empty() ? "*." : ";*.") + extension;
        }
        if (patterns.empty()) patterns += '*';
        std::string name = filter.name;
        std::ranges::replace(name, '|', ' ');
        if (!all.empty()) all += '|';
        all.append(name).append(" (").append(patterns).append(")|").append(patterns);
    }
    return wx_text(all.empty() ? "*" : all);
}

}  // namespace

Dialogs::Dialogs(Needs needs) : needs_(std::move(needs)) {}

Dialogs::~Dialogs() { close_all(); }

void Dialogs::show(const Dialog& dialog) {
    shown_.push_back(dialog);
    needs_.input->Disable();
    const bool is_file = dialog.kind == DialogKind::Open || dialog.kind == DialogKind::Save;
    windows_.push_back(is_file ? chooser(dialog) : message(dialog));
    windows_.back()->Show();
}

wxDialog* Dialogs::message(const Dialog& dialog) {
    const bool has_choice = dialog.kind == DialogKind::Confirm;
    wxDialog* const window =
        message_window(needs_.window, caption(dialog, has_choice ? "Question" : "Message"),
                       shown_text(dialog.text), has_choice);
    when_ended(*window, [this, request = dialog.request, has_choice](bool is_accepted) {
        answer(request, has_choice ? Value(is_accepted) : Value());
    });
    return window;
}

wxDialog* Dialogs::chooser(const Dialog& dialog) {
    const bool saves = dialog.kind == DialogKind::Save;
    auto* const chooser = new wxFileDialog(
        needs_.window, caption(dialog, saves ? "Save file" : "Open file"), wx_text(dialog.folder),
        "", wildcards(dialog.filters), saves ? wxFD_SAVE : wxFD_OPEN);
    when_ended(*chooser, [this, request = dialog.request, chooser](bool is_accepted) {
        is_accepted ? file_chosen(request, chooser) : answer(request, nullptr);
    });
    return chooser;
}

void Dialogs::file_chosen(std::uint64_t request, wxDialog* chooser) {
    const auto found = std::ranges::find(shown_, request, &Dialog::request);
    if (found == shown_.end()) return;
    const wxString path = static_cast<wxFileDialog*>(chooser)->GetPath();
    const bool exists = wxFileName::FileExists(path);
    if (found->kind == DialogKind::Open && !exists) return;  // the user goes on looking
    if (found->kind == DialogKind::Save && exists) {
        return confirm_replacing(request, chooser, path.utf8_string());
    }
    answer(request, path.utf8_string());
}

// The toolkit would ask that, and whether there is such a file, in a loop of its own.
void Dialogs::confirm_replacing(std::uint64_t request, wxDialog* chooser, const std::string& path) {
    chooser->Disable();
    wxDialog* const question = message_window(chooser, "Replace file",
                                              wx_text("'" + path + "' exists. Replace it?"), true);
    when_ended(*question, [this, request, chooser, question, path](bool is_accepted) {
        if (is_accepted) return answer(request, path);
        question->Destroy();
        chooser->Enable();
    });
    question->Show();
}

void Dialogs::answer(std::uint64_t request, const Value& result) {
    close(request);
    needs_.answer(request, result);
}

// A window that is destroyed is so after the present event.
void Dialogs::close(std::uint64_t request) {
    const auto found = std::ranges::find(shown_, request, &Dialog::request);
    if (found == shown_.end()) return;
    const auto at = found - shown_.begin();
    wxDialog* const window = windows_[static_cast<std::size_t>(at)];
    shown_.erase(found);
    windows_.erase(windows_.begin() + at);
    window->Hide();
    window->Destroy();
    if (!shown_.empty()) return;
    needs_.input->Enable();
    needs_.input->SetFocus();
}

void Dialogs::close_all() {
    while (!shown_.empty()) close(shown_.back().request);
}

}  // namespace ach::ui
