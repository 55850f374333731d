// The retained tree of one window, and what of it the backend has not seen.
//
// Changes are not recorded as they are made: whoever changes a widget marks it, and the patch is
// the difference between what the widget is when it is taken and what was sent last. So changes
// that pile up while a patch is on its way cost one op in the next one, or none.
//
// [strand of the window]
#pragma once

#include "plugins/builtins/ui/child_edits.hpp"
#include "plugins/builtins/ui/style_classes.hpp"
#include "plugins/ui_common/protocol.hpp"

#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ach::ui {

// What a widget looks like.
struct Appearance {
    Map props;
    std::shared_ptr<const StyleClasses> style;  // null: none
    WantedSet wanted = 0;
    std::optional<EditSeq> seen;  // the last edit that was known when the props were made
};

class Tree;

class Widget {
public:
    ~Widget();
    Widget(const Widget&) = delete;
    Widget& operator=(const Widget&) = delete;

    WidgetId id() const { return id_; }
    Kind kind() const { return kind_; }
    const Appearance& appearance() const { return now_; }
    const std::vector<Widget*>& children() const { return children_; }

    void describe(Appearance appearance);
    void arrange(std::vector<Widget*> children);

private:
    friend class Tree;
    Widget(Tree& tree, WidgetId id, Kind kind) : tree_(tree), id_(id), kind_(kind) {}

    Node node() const;
    void mark();
    void append_ops(std::vector<Op>& ops);
    void append_child_ops(std::vector<Op>& ops);
    void set_sent();

    Tree& tree_;
    const WidgetId id_;
    const Kind kind_;
    Appearance now_;
    std::vector<Widget*> children_;

    bool is_shown_ = false;           // the backend has it
    bool is_marked_ = false;          // the tree will look for changes
    std::optional<Appearance> sent_;  // as the backend has it; absent: as it is
    std::optional<std::vector<WidgetId>> sent_children_;
};

class Tree {
public:
    Tree();
    ~Tree();

    Widget& root() { return *root_; }
    std::unique_ptr<Widget> make(Kind kind);
    Widget* find(WidgetId id);

    // The backend has nothing, or something else: the next one is a Rebuild.
    void forget_sent() { is_whole_wanted_ = true; }
    bool has_changes() const { return is_whole_wanted_ || !marked_.empty(); }

    // What is to be sent, as if it were; nothing when nothing has changed.
    std::optional<Command> take_changes(WindowId window);
    Revision revision() const { return revision_; }

private:
    friend class Widget;

    std::unordered_map<WidgetId, Widget*> widgets_;
    std::vector<WidgetId> marked_;
    WidgetId last_id_ = 0;
    Revision revision_ = 0;
    bool is_whole_wanted_ = true;
    std::unique_ptr<Widget> root_;
};

}  // namespace ach::ui
