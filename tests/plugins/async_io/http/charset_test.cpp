#include "plugins/async_io/http/charset.hpp"

#include <gtest/gtest.h>

namespace ach::http {
namespace {

TEST(Charset, IsFoundInTheContentType) {
    for (const char* type :
         {"text/plain; charset=iso-8859-1", "text/plain;CHARSET=ISO-8859-1 ; x=y",
          "text/plain; x=y;charset=\"iso-8859-1\"", "a/b; charset=latin1"}) {
        EXPECT_EQ(text_of("\xE4", type), "\xC3\xA4") << type;
    }
    for (const char* type : {"", "text/plain", "text/plain; charset=", "text/plain; charset",
                             "text/plain; xcharset=iso-8859-1", "iso-8859-1", ";;;"}) {
        EXPECT_EQ(text_of("\xE4", type), "\xEF\xBF\xBD") << type;
    }
}

TEST(Charset, Windows1252HasItsOwnCharacters) {
    EXPECT_EQ(text_of("\x80\x81\x9F\xA0", "a/b; charset=windows-1252"),
              "\xE2\x82\xAC\xEF\xBF\xBD\xC5\xB8\xC2\xA0");
}

TEST(Charset, Utf8IsChecked) {
    EXPECT_EQ(text_of("\xEF\xBB\xBF"
                      "a\xFF\xC3\xA4\xE2\x82",
                      ""),
              "a\xEF\xBF\xBD\xC3\xA4\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(text_of("", ""), "");
}

}  // namespace
}  // namespace ach::http
