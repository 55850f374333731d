// What ui_test asks of the display: to look at a window, or to do what a user would and wait until
// the script is through with it.
//
// Belongs to the display's turn.
#pragma once

#include "plugins/ui_headless/display.hpp"

#include <achronyme/cpp/op.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ach::ui {

struct Request {
    WindowId window = 0;
    std::string what;
    Value first, second;  // its arguments
    ach::Op op;
};

class Driver {
public:
    explicit Driver(Display& display) : display_(display) {}

    void take(Request request);
    // `id` 0: the first window that shows something, or will.
    void wait_for_window(WindowId id, ach::Op op);

    void window_shown(WindowId id);
    void synced(const Synced& answer);
    // Nobody will answer any more.
    void abandon();

private:
    struct Waiting {
        Request request;
        std::uint64_t changes = 0;  // of the window, when it was asked
    };

    bool look(const Request& request, VirtualWindow& window);
    bool act(const Request& request, VirtualWindow& window);
    bool answer_dialog(const Request& request, VirtualWindow& window);
    Item* target(const Request& request, VirtualWindow& window);
    void click(VirtualWindow& window, Item& item);
    void set(VirtualWindow& window, Item& item, double number);
    void sync(Request request);
    void answer_stats(const Request& request, VirtualWindow& window);

    Display& display_;
    std::uint64_t last_request_ = 0;
    std::map<std::uint64_t, Waiting> waiting_;
    std::vector<std::pair<WindowId, ach::Op>> for_window_;
};

}  // namespace ach::ui
