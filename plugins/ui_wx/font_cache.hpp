// Fonts of the toolkit by our description, and how wide texts are in them. Measuring goes through
// the text engine and is slow; the same texts are measured again at every layout.
//
// Belongs to the UI thread, and must be gone before the toolkit.
#pragma once

#include "plugins/ui_common/painter.hpp"

#include <wx/font.h>
#include <wx/graphics.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ach::ui {

class FontCache final : public TextMeasure {
public:
    double width(std::string_view utf8, const Font& font) override;

    const wxFont& font(const Font& font);
    const wxGraphicsFont& font(const Font& font, Color color);
    // Of a line, from its top to its bottom.
    double height(const Font& font);

private:
    wxGraphicsContext& measuring();

    std::unordered_map<std::string, wxFont> fonts_;
    std::unordered_map<std::string, wxGraphicsFont> colored_;
    std::unordered_map<std::string, double> heights_;
    std::unordered_map<std::string, double> widths_;  // key of the font, then the text
    std::unique_ptr<wxGraphicsContext> measuring_;
};

wxString wx_text(std::string_view utf8);
wxColour wx_color(Color color);

}  // namespace ach::ui
