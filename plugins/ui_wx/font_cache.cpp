#include "plugins/ui_wx/font_cache.hpp"

#include <wx/fontutil.h>

#include <cstring>

namespace ach::ui {

namespace {

constexpr std::size_t kMostWidths = 20000;
constexpr int kBoldFrom = 600;  // two weights, as ui.md §6.6 allows
constexpr double kPointsPerPixel = 72.0 / 96;

std::string key_of(const Font& font) {
    std::string key(sizeof font.size, '\0');
    std::memcpy(key.data(), &font.size, sizeof font.size);
    key += static_cast<char>(font.weight >= kBoldFrom);
    key += static_cast<char>(font.family);
    key +=
        static_cast<char>((font.italic ? 1 : 0) | (font.underline ? 2 : 0) | (font.strike ? 4 : 0));
    return key;
}

wxFont made(const Font& font) {
    const wxFontFamily family = font.family == Family::Mono    ? wxFONTFAMILY_TELETYPE
                                : font.family == Family::Serif ? wxFONTFAMILY_ROMAN
                                                               : wxFONTFAMILY_SWISS;
    return wxFont(wxFontInfo(font.size * kPointsPerPixel)
                      .Family(family)
                      .Bold(font.weight >= kBoldFrom)
                      .Italic(font.italic)
                      .Underlined(font.underline)
                      .Strikethrough(font.strike));
}

}  // namespace

wxString wx_text(std::string_view utf8) { return wxString::FromUTF8(utf8.data(), utf8.size()); }

wxColour wx_color(Color color) {
    return wxColour(static_cast<unsigned char>(color >> 16), static_cast<unsigned char>(color >> 8),
                    static_cast<unsigned char>(color), static_cast<unsigned char>(color >> 24));
}

wxGraphicsContext& FontCache::measuring() {
    if (measuring_ == nullptr) measuring_.reset(wxGraphicsContext::Create());
    return *measuring_;
}

const wxFont& FontCache::font(const Font& font) {
    const auto [found, is_new] = fonts_.try_emplace(key_of(font));
    if (is_new) found->second = made(font);
    return found->second;
}

const wxGraphicsFont& FontCache::font(const Font& font, Color color) {
    std::string key = key_of(font);
    key.append(reinterpret_cast<const char*>(&color), sizeof color);
    if (colored_.size() > kMostWidths) colored_.clear();
    const auto [found, is_new] = colored_.try_emplace(std::move(key));
    if (is_new) found->second = measuring().CreateFont(this->font(font), wx_color(color));
    return found->second;
}

double FontCache::height(const Font& font) {
    const auto [found, is_new] = heights_.try_emplace(key_of(font));
    if (is_new) {
        double width = 0;
        measuring().SetFont(this->font(font, 0xFF000000));
        measuring().GetTextExtent("Ag", &width, &found->second);
    }
    return found->second;
}

double FontCache::width(std::string_view utf8, const Font& font) {
    if (utf8.empty()) return 0;
    std::string key = key_of(font);
    key.append(utf8);
    if (widths_.size() > kMostWidths) widths_.clear();
    const auto [found, is_new] = widths_.try_emplace(std::move(key));
    if (is_new) {
        measuring().SetFont(this->font(font, 0xFF000000));
        double height = 0;
        measuring().GetTextExtent(wx_text(utf8), &found->second, &height);
    }
    return found->second;
}

}  // namespace ach::ui
