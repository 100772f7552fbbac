#include "lms/courses/cartridge/parts.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "lms/courses/cartridge/texts.h"
#include "lms/courses/qti/xml.h"

namespace assay::courses::cartridge {
namespace {

using qti::Attribute;
using qti::Child;
using qti::NameOf;
using qti::NumberOf;
using qti::TextOf;
using qti::Trimmed;

constexpr size_t kLongestHtml = 2U << 20U;

std::string Word(const pugi::xml_node& node, const char* name) {
  return Trimmed(TextOf(Child(node, name)));
}

double PointsOf(const std::string& text) {
  const auto points = NumberOf(Trimmed(text));
  return points && *points > 0 && *points <= 1e6 ? *points : 0;
}

// The document's element, if it is called so.
Result<std::unique_ptr<pugi::xml_document>> Document(const std::string& xml,
                                                     std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(auto document, ParseXml(xml));
  const pugi::xml_node root = document->document_element();
  if (NameOf(root) != name)
    return InvalidArgument("is a \"" + OneLine(root.name(), 60) + "\" and no \"" +
                           std::string(name) + "\"");
  return document;
}

std::string BodyOf(const pugi::xml_node& text, const Resolve& resolve,
                   std::vector<std::string>& notes) {
  return BodyOf(TextOf(text), Attribute(text, "texttype") != "text/plain", resolve, notes);
}

void TellAttachments(const pugi::xml_node& root, std::vector<std::string>& notes) {
  for (const pugi::xml_node& one : qti::Below(Child(root, "attachments"), "attachment"))
    notes.push_back("its attachment is left out: " + OneLine(Attribute(one, "href"), 200));
}

void Tidy(std::vector<std::string>& notes) {
  std::set<std::string> seen;
  std::erase_if(notes, [&](const std::string& one) { return !seen.insert(one).second; });
}

// Canvas' own element of that name, wherever it stands in the document.
void ReadCanvas(const pugi::xml_node& node, AssignmentMeta& meta) {
  meta.title = OneLine(Word(node, "title"), 200);
  meta.points = PointsOf(Word(node, "points_possible"));
  meta.published = Word(node, "workflow_state") != "unpublished";
  const std::string types = Word(node, "submission_types");
  meta.elsewhere = types == "online_quiz" || types == "discussion_topic";
  if (types == "external_tool") meta.notes.emplace_back("another tool takes what is handed in");
  for (const char* name : {"due_at", "unlock_at", "lock_at"})
    if (!Word(node, name).empty()) {
      meta.notes.emplace_back("its dates are left out: they are those of the course before");
      break;
    }
  if (!Child(node, "rubric_identifierref").empty())
    meta.notes.emplace_back("its rubric is left out");
  if (Word(node, "peer_reviews") == "true") meta.notes.emplace_back("peer review is left out");
}

}  // namespace

std::string BodyOf(const std::string& text, bool html, const Resolve& resolve,
                   std::vector<std::string>& notes) {
  if (text.size() > kLongestHtml) {
    notes.emplace_back("a text of more than 2 MiB is left out");
    return "";
  }
  if (!html) return EscapeMarkdown(ToUtf8(text));
  const auto root = ParseHtml(ToUtf8(text));
  const HtmlNode* const body = FindElement(*root, "body");
  return ToMarkdown(body == nullptr ? *root : *body, resolve, notes);
}

Part ReadPage(const std::string& html, const Resolve& resolve) {
  Part page;
  if (html.size() > kLongestHtml) {
    page.notes.emplace_back("its text of more than 2 MiB is left out");
    return page;
  }
  const auto root = ParseHtml(ToUtf8(html));
  if (const HtmlNode* const head = FindElement(*root, "head")) {
    for (const auto& one : head->children)
      if (one->name == "meta" && one->Attribute("name") == "workflow_state")
        page.published = one->Attribute("content") != "unpublished";
  }
  if (const HtmlNode* const title = FindElement(*root, "title"))
    page.title = OneLine(cartridge::TextOf(*title), 200);
  const HtmlNode* const body = FindElement(*root, "body");
  page.body = ToMarkdown(body == nullptr ? *root : *body, resolve, page.notes);
  Tidy(page.notes);
  return page;
}

Result<Part> ReadTopic(const std::string& xml, const Resolve& resolve) {
  ASSAY_ASSIGN_OR_RETURN(const auto document, Document(xml, "topic"));
  const pugi::xml_node root = document->document_element();
  Part topic;
  topic.title = OneLine(Word(root, "title"), 200);
  topic.body = BodyOf(Child(root, "text"), resolve, topic.notes);
  TellAttachments(root, topic.notes);
  Tidy(topic.notes);
  return topic;
}

Result<Part> ReadWebLink(const std::string& xml) {
  ASSAY_ASSIGN_OR_RETURN(const auto document, Document(xml, "weblink"));
  const pugi::xml_node root = document->document_element();
  Part link;
  link.title = OneLine(Word(root, "title"), 200);
  const std::string address = Trimmed(Attribute(Child(root, "url"), "href"));
  if (!IsWebAddress(address))
    return InvalidArgument("leads to \"" + OneLine(address, 200) +
                           "\", which is no address of the "
                           "web");
  const std::string words = EscapeMarkdown(link.title.empty() ? address : link.title);
  link.body = MarkdownLink(words, ToUtf8(address));
  return link;
}

Result<Part> ReadAssignment(const std::string& xml, const Resolve& resolve) {
  ASSAY_ASSIGN_OR_RETURN(const auto document, Document(xml, "assignment"));
  const pugi::xml_node root = document->document_element();
  Part assignment;
  assignment.title = OneLine(Word(root, "title"), 200);
  assignment.body = BodyOf(Child(root, "text"), resolve, assignment.notes);
  const pugi::xml_node gradable = Child(root, "gradable");
  if (Trimmed(TextOf(gradable)) != "false")
    assignment.points = PointsOf(Attribute(gradable, "points_possible"));
  if (!Trimmed(TextOf(Child(root, "instructor_text"))).empty())
    assignment.notes.emplace_back("its text for instructors is left out");
  TellAttachments(root, assignment.notes);
  if (const pugi::xml_node canvas = Child(Child(root, "extensions"), "assignment")) {
    AssignmentMeta meta;
    ReadCanvas(canvas, meta);
    assignment.published = meta.published;
    assignment.notes.insert(assignment.notes.end(), meta.notes.begin(), meta.notes.end());
  }
  Tidy(assignment.notes);
  return assignment;
}

Result<Part> ReadToolLink(const std::string& xml) {
  ASSAY_ASSIGN_OR_RETURN(const auto document, ParseXml(xml));
  const pugi::xml_node root = document->document_element();
  Part link;
  link.title = OneLine(Word(root, "title"), 200);
  std::string url = Word(root, "secure_launch_url");
  if (url.empty()) url = Word(root, "launch_url");
  const size_t host = url.find("://");
  if (host != std::string::npos)
    link.body = OneLine(url.substr(host + 3, url.find('/', host + 3) - host - 3), 100);
  return link;
}

Result<TopicMeta> ReadTopicMeta(const std::string& xml) {
  ASSAY_ASSIGN_OR_RETURN(const auto document, Document(xml, "topicmeta"));
  const pugi::xml_node root = document->document_element();
  TopicMeta meta;
  meta.topic = Word(root, "topic_id");
  meta.announcement = Word(root, "type") == "announcement";
  meta.published = Word(root, "workflow_state") != "unpublished";
  meta.graded = !Child(root, "assignment").empty();
  return meta;
}

Result<AssignmentMeta> ReadAssignmentMeta(const std::string& xml) {
  ASSAY_ASSIGN_OR_RETURN(const auto document, Document(xml, "assignment"));
  AssignmentMeta meta;
  ReadCanvas(document->document_element(), meta);
  return meta;
}

Result<QuizMeta> ReadQuizMeta(const std::string& xml) {
  ASSAY_ASSIGN_OR_RETURN(const auto document, Document(xml, "quiz"));
  const pugi::xml_node root = document->document_element();
  QuizMeta meta;
  meta.quiz = Attribute(root, "identifier");
  meta.title = OneLine(Word(root, "title"), 200);
  meta.description = TextOf(Child(root, "description"));
  const auto attempts = NumberOf(Word(root, "allowed_attempts"));
  if (attempts && *attempts >= 1 && *attempts <= 10'000)
    meta.attempts = static_cast<int>(*attempts);
  const auto minutes = NumberOf(Word(root, "time_limit"));
  if (minutes && *minutes >= 1 && *minutes <= 10'080) meta.minutes = static_cast<int>(*minutes);
  meta.shuffle_choices = Word(root, "shuffle_answers") == "true";
  meta.published = Word(root, "available") != "false";
  return meta;
}

}  // namespace assay::courses::cartridge
