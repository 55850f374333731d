// Where the parts of controls are, for painting and pointing alike. Window coordinates.
#pragma once

#include "plugins/ui_common/scene.hpp"

#include <string>
#include <vector>

namespace ach::ui {

// The line along which the thumb's center moves, as thick as it is drawn.
Rect slider_track(const Item& slider);
double slider_share(const Item& slider);  // 0 … 1, of the value shown
double slider_value_at(const Item& slider, Point p);
double snapped(const Item& slider, double value);  // to its range and steps

std::vector<std::string> texts_of(const Item& item, std::string_view prop);
// The open list of a combobox: below it, or above where there is no room.
Rect list_frame(const Item& combobox, Size window);
double list_row_height(const Item& combobox);

Rect tab_frame(const Item& tabs, int index, TextMeasure& measure);
int tab_at(const Item& tabs, Point p, TextMeasure& measure);  // -1: none

// Empty when nothing is out of sight. Vertical.
Rect scroll_bar(const Item& scroll);
Rect scroll_thumb(const Item& scroll);
Rect horizontal_bar(const Item& scroll);
Rect horizontal_thumb(const Item& scroll);

// The text of an input: its box, and the byte at a point.
Rect text_field(const Item& input);
std::size_t text_position(const Item& input, Point p, TextMeasure& measure);
// What an input shows: its text, or dots for a password.
std::string shown_text(const Item& input);
std::string number_text(double value);

}  // namespace ach::ui
