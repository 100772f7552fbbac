#include "lms/courses/cartridge/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::courses::cartridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Target Anywhere(const std::string& href) {
  Target target;
  if (IsWebAddress(href)) {
    target.kind = Target::Kind::kAway;
    target.where = href;
  } else if (href.starts_with("entry:")) {
    target.kind = Target::Kind::kEntry;
    target.where = href.substr(6);
  } else {
    target.lost = "nowhere: " + href;
  }
  return target;
}

std::string Of(const std::string& html, std::vector<std::string>* lost = nullptr) {
  std::vector<std::string> told;
  const std::string text = ToMarkdown(*ParseHtml(html), &Anywhere, told);
  if (lost != nullptr) *lost = told;
  return FinishLinks(text, [](const std::string& id) { return id == "x" ? "/app/x" : ""; });
}

TEST(HtmlToMarkdown, ParagraphsAndMarks) {
  EXPECT_EQ(Of("<p>One <b>two </b>three</p><p>four<br>five"), "One **two** three\n\nfour\\\nfive");
  EXPECT_EQ(Of("<h2>Head</h2>text<div>more</div>"), "## Head\n\ntext\n\nmore");
  EXPECT_EQ(Of("<strong><b>once</b></strong> <i> </i>"), "**once**");
  EXPECT_EQ(Of("<p>&nbsp;</p><p>a&nbsp;&amp;&#160;b &euro; &unknown; &#x48;</p>"),
            "a \\& b € \\&unknown; H");
  EXPECT_EQ(Of("<blockquote><p>a</p><p>b</p></blockquote>"), "> a\n>\n> b");
}

TEST(HtmlToMarkdown, WhatWouldBeMarkdownIsEscaped) {
  EXPECT_EQ(Of("<p>1. no *list* [x](y) `z` $1 | a_b &lt;script&gt;</p>"),
            "1\\. no \\*list\\* \\[x\\](y) \\`z\\` \\$1 \\| a\\_b \\<script\\>");
  EXPECT_EQ(Of("<p># no heading</p><p>- no item</p>"), "\\# no heading\n\n\\- no item");
  EXPECT_EQ(EscapeMarkdown("a * b\n+ c"), "a \\* b\n\\+ c");
  EXPECT_EQ(Of("<p>see https://a.example/x_y.</p>"), "see <https://a.example/x_y>.");
}

TEST(HtmlToMarkdown, Lists) {
  EXPECT_EQ(Of("<ul><li>a<li>b</ul>"), "- a\n- b");
  EXPECT_EQ(Of("<ol><li>a</li><li><p>b</p><p>c</p></li></ol>"), "1. a\n2. b\n\n   c");
  EXPECT_EQ(Of("<ul><li>a</li><ul><li>b</li></ul></ul>"), "- a\n   - b");
}

TEST(HtmlToMarkdown, CodeTablesAndFormulas) {
  EXPECT_EQ(Of("<pre><code class=\"language-c\">int *x;\n\ny;</code></pre>"),
            "```c\nint *x;\n\ny;\n```");
  EXPECT_EQ(Of("<pre>a ``` b</pre>"), "````\na ``` b\n````");
  EXPECT_EQ(Of("<p><code>a`b</code></p>"), "``a`b``");
  EXPECT_EQ(Of("<table><tr><td>a<td>b|c<tr><td><p>d</p><p>e</p></table>"),
            "| a | b\\|c |\n| --- | --- |\n| d e |");
  EXPECT_EQ(Of("<table><tr><td><p>laid out</p></td></tr></table>"), "laid out");
  EXPECT_EQ(Of("<p>\\(x_1 < 2\\) and \\[y\\]</p>"), "$x_1 < 2$ and $$y$$");
  EXPECT_EQ(Of("<img data-equation-content=\"x^2\" alt=\"LaTeX\">"), "$x^2$");
}

TEST(HtmlToMarkdown, LinksLeadWhereTheyMay) {
  std::vector<std::string> lost;
  EXPECT_EQ(Of("<a href=\"https://a.example/(b)?c&amp;d\">words</a>"),
            "[words](https://a.example/%28b%29?c&amp;d)");
  EXPECT_EQ(Of("<p>a<a href=entry:x> b </a>c</p>"), "a [b](/app/x) c");
  EXPECT_EQ(Of("<a href=entry:gone>b</a>"), "b");
  EXPECT_EQ(Of("<a href=\"javascript:alert(1)\">b</a>", &lost), "b");
  EXPECT_THAT(lost, ElementsAre("nowhere: javascript:alert(1)"));
  EXPECT_EQ(Of("<img src=x.png alt=\"A [dog]\">", &lost), "A \\[dog\\]");
  EXPECT_THAT(lost, ElementsAre(HasSubstr("picture")));
  EXPECT_EQ(Of("<iframe src=https://v.example/1 title=Film></iframe>", &lost),
            "[Film](https://v.example/1)");
  EXPECT_THAT(lost, ElementsAre(HasSubstr("embedded")));
}

TEST(HtmlToMarkdown, NothingRuns) {
  std::vector<std::string> lost;
  EXPECT_EQ(
      Of("<script>alert('<p>')</script><style>p{}</style>a<!-- c --><svg><p>b</p></svg>", &lost),
      "a\n\nb");
  EXPECT_THAT(lost, ElementsAre(HasSubstr("script")));
  EXPECT_EQ(Of("a\x01x\x02"
               "b\x03&#1;c"),
            "axbc");
  EXPECT_THAT(Of("<b onclick=\"x\" style=y>z</b>"), "**z**");
}

TEST(HtmlToMarkdown, BrokenHtmlIsReadAllTheSame) {
  for (const char* html :
       {"", "<", "</", "<a", "<a href", "<a href=", "<a href='", "<!--", "<![CDATA[x", "</p></p>",
        "<p <p>", "&", "&#;", "&#xFFFFFFFFF;", "<td>x", "<li>x"})
    Of(html);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<div>";
  EXPECT_THAT(Of(deep), IsEmpty());
  EXPECT_EQ(Of("<td>x"), "x");
  // What would be looked through again and again, or grow, does not.
  std::string ands(1U << 20U, '&');
  Of(ands);
  std::string formulas, lists;
  for (int i = 0; i < 300'000; ++i) formulas += "\\(";
  Of(formulas);
  for (int i = 0; i < 60; ++i) lists += "<ul><li>";
  for (int i = 0; i < 100'000; ++i) lists += "<li>a";
  EXPECT_LT(Of(lists).size(), 40 * lists.size());
}

}  // namespace
}  // namespace assay::courses::cartridge
