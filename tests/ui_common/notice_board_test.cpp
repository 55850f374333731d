#include "plugins/ui_common/notice_board.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ach::ui {
namespace {

Notice notice(std::uint64_t id, std::string text, std::optional<double> lifetime_ms = {}) {
    return {.window = 1, .id = id, .text = std::move(text), .lifetime_ms = lifetime_ms};
}

std::vector<std::string> texts(const NoticeBoard& board) {
    std::vector<std::string> all;
    for (const Notice& shown : board.shown()) all.push_back(shown.text);
    return all;
}

TEST(NoticeBoard, AnOlderNoticeOfTheSameIdMakesRoom) {
    NoticeBoard board;
    board.show(notice(1, "first"), 0);
    board.show(notice(2, "second"), 0);
    board.show(notice(1, "again"), 0);
    EXPECT_EQ(texts(board), (std::vector<std::string>{"second", "again"}));
    board.clear(2);
    board.clear(7);
    EXPECT_EQ(texts(board), (std::vector<std::string>{"again"}));
}

TEST(NoticeBoard, NoticesGoWhenTheirTimeIsOver) {
    NoticeBoard board;
    EXPECT_TRUE(std::isinf(board.next_expiry_ms()));
    board.show(notice(1, "stays"), 10);
    board.show(notice(2, "long", 500), 10);
    board.show(notice(3, "short", 100), 10);
    EXPECT_EQ(board.next_expiry_ms(), 110);
    board.drop_expired(109.9);
    EXPECT_EQ(board.shown().size(), 3u);
    board.drop_expired(110);
    EXPECT_EQ(texts(board), (std::vector<std::string>{"stays", "long"}));
    EXPECT_EQ(board.next_expiry_ms(), 510);
    board.drop_expired(1e9);
    EXPECT_EQ(texts(board), (std::vector<std::string>{"stays"}));
    EXPECT_TRUE(std::isinf(board.next_expiry_ms()));
}

// The end of a notice that was replaced is not the end of the one in its place.
TEST(NoticeBoard, ANoticeShownAgainLivesAgain) {
    NoticeBoard board;
    board.show(notice(1, "first", 100), 0);
    board.show(notice(1, "again", 100), 50);
    board.drop_expired(100);
    EXPECT_EQ(texts(board), (std::vector<std::string>{"again"}));
    EXPECT_EQ(board.next_expiry_ms(), 150);
}

}  // namespace
}  // namespace ach::ui
