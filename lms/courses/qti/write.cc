// A quiz as a package of QTI: one item a question, a test that orders them, a manifest that names
// them all.
#include <fmt/format.h>

#include <functional>
#include <set>
#include <sstream>

#include "lms/courses/qti/qti.h"
#include "lms/courses/qti/xml.h"

namespace assay::courses::qti {
namespace {

constexpr char kResponse[] = "RESPONSE";

std::string Number(double value) { return fmt::format("{}", value); }

class Writer {
 public:
  explicit Writer(Version version) : three_(version == Version::k30) {}

  // "choiceInteraction" or "qti-choice-interaction".
  std::string Name(const std::string& camel, bool element) const {
    if (!three_) return camel;
    std::string name = element ? "qti-" : "";
    for (const char c : camel) {
      if (c >= 'A' && c <= 'Z') name += '-';
      name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return name;
  }
  pugi::xml_node Add(pugi::xml_node parent, const std::string& camel) const {
    return parent.append_child(Name(camel, true).c_str());
  }
  void Set(pugi::xml_node node, const std::string& camel, const std::string& value) const {
    node.append_attribute(Name(camel, false).c_str()) = value.c_str();
  }
  pugi::xml_node Root(pugi::xml_document& document, const std::string& camel) const {
    pugi::xml_node root = document.append_child(Name(camel, true).c_str());
    root.append_attribute("xmlns") = three_ ? "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
                                            : "http://www.imsglobal.org/xsd/imsqti_v2p1";
    return root;
  }
  std::string Template(const std::string& name) const {
    return (three_ ? "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
                   : "http://www.imsglobal.org/question/qti_v2p1/rptemplates/") +
           name + (three_ ? ".xml" : "");
  }
  bool three() const { return three_; }

  std::string Item(const v1::Question& question) const;
  std::string Test(const v1::Quiz& quiz, const std::string& title) const;

 private:
  pugi::xml_node Declare(pugi::xml_node item, const std::string& cardinality,
                         const std::string& type, const std::vector<std::string>& correct) const;
  void DeclareOutcome(pugi::xml_node item, const std::string& name, const std::string& type,
                      const std::string& value, const std::string& cardinality = "single") const;
  void Choices(pugi::xml_node item, pugi::xml_node body, const v1::Question& question) const;
  void NumberQuestion(pugi::xml_node item, pugi::xml_node body, const v1::Question& question) const;
  void TextQuestion(pugi::xml_node item, pugi::xml_node body, const v1::Question& question) const;
  void Mapping(pugi::xml_node declaration, const v1::Question& question,
               const std::vector<std::tuple<std::string, double, bool>>& entries) const;
  void Score(pugi::xml_node into, double points) const;
  void Variable(pugi::xml_node into, const char* name) const {
    Set(Add(into, "variable"), "identifier", name);
  }
  void Base(pugi::xml_node into, const char* type, const std::string& value) const {
    pugi::xml_node base = Add(into, "baseValue");
    Set(base, "baseType", type);
    base.append_child(pugi::node_pcdata).set_value(value.c_str());
  }
  pugi::xml_node Interaction(pugi::xml_node body, const char* name) const {
    // One that stands in a line does so in a paragraph of its own.
    const bool flows = std::string_view(name) == "textEntryInteraction";
    pugi::xml_node one = Add(flows ? body.append_child("p") : body, name);
    Set(one, "responseIdentifier", kResponse);
    return one;
  }

  const bool three_;
};

pugi::xml_node Writer::Declare(pugi::xml_node item, const std::string& cardinality,
                               const std::string& type,
                               const std::vector<std::string>& correct) const {
  pugi::xml_node declaration = Add(item, "responseDeclaration");
  Set(declaration, "identifier", kResponse);
  Set(declaration, "cardinality", cardinality);
  Set(declaration, "baseType", type);
  if (correct.empty()) return declaration;
  pugi::xml_node list = Add(declaration, "correctResponse");
  for (const std::string& one : correct)
    Add(list, "value").append_child(pugi::node_pcdata).set_value(one.c_str());
  return declaration;
}

void Writer::DeclareOutcome(pugi::xml_node item, const std::string& name, const std::string& type,
                            const std::string& value, const std::string& cardinality) const {
  pugi::xml_node outcome = Add(item, "outcomeDeclaration");
  Set(outcome, "identifier", name);
  Set(outcome, "cardinality", cardinality);
  Set(outcome, "baseType", type);
  if (value.empty()) return;
  pugi::xml_node list = Add(outcome, "defaultValue");
  Add(list, "value").append_child(pugi::node_pcdata).set_value(value.c_str());
}

void Writer::Mapping(pugi::xml_node declaration, const v1::Question& question,
                     const std::vector<std::tuple<std::string, double, bool>>& entries) const {
  pugi::xml_node mapping = Add(declaration, "mapping");
  Set(mapping, "lowerBound", "0");
  Set(mapping, "upperBound", Number(question.points()));
  Set(mapping, "defaultValue", "0");
  for (const auto& [key, value, fold] : entries) {
    pugi::xml_node entry = Add(mapping, "mapEntry");
    Set(entry, "mapKey", key);
    Set(entry, "mappedValue", Number(value));
    if (fold) Set(entry, "caseSensitive", "false");
  }
}

void Writer::Score(pugi::xml_node into, double points) const {
  pugi::xml_node set = Add(into, "setOutcomeValue");
  Set(set, "identifier", "SCORE");
  Base(set, "float", Number(points));
}

void Writer::Choices(pugi::xml_node item, pugi::xml_node body, const v1::Question& question) const {
  std::vector<std::string> correct;
  bool feedback = false;
  for (const v1::Choice& choice : question.choices()) {
    if (choice.correct()) correct.push_back(choice.id());
    feedback = feedback || !choice.feedback().empty();
  }
  const bool several = question.kind() == "multiple";
  pugi::xml_node declaration =
      Declare(item, several ? "multiple" : "single", "identifier", correct);
  const bool mapped = question.partial() == "share" || question.partial() == "points";
  if (mapped) {
    std::vector<std::tuple<std::string, double, bool>> entries;
    const double share =
        correct.empty() ? 0 : question.points() / static_cast<double>(correct.size());
    for (const v1::Choice& choice : question.choices())
      entries.emplace_back(choice.id(),
                           question.partial() == "points" ? choice.points()
                           : choice.correct()             ? share
                                                          : -share,
                           false);
    Mapping(declaration, question, entries);
  }
  DeclareOutcome(item, "SCORE", "float", "0");
  DeclareOutcome(item, "MAXSCORE", "float", Number(question.points()));
  if (feedback) DeclareOutcome(item, "FEEDBACK", "identifier", "", several ? "multiple" : "single");
  item.append_move(body);
  pugi::xml_node interaction = Interaction(body, "choiceInteraction");
  Set(interaction, "shuffle", question.keep_order() ? "false" : "true");
  Set(interaction, "maxChoices", several ? "0" : "1");
  for (const v1::Choice& choice : question.choices()) {
    pugi::xml_node one = Add(interaction, "simpleChoice");
    Set(one, "identifier", choice.id());
    AppendMarkdown(one, choice.text(), true);
    if (choice.feedback().empty()) continue;
    pugi::xml_node said = Add(one, "feedbackInline");
    Set(said, "outcomeIdentifier", "FEEDBACK");
    Set(said, "identifier", choice.id());
    Set(said, "showHide", "show");
    said.append_child(pugi::node_pcdata).set_value(choice.feedback().c_str());
  }
  pugi::xml_node processing = Add(item, "responseProcessing");
  if (!feedback) {
    Set(processing, "template", Template(mapped ? "map_response" : "match_correct"));
    return;
  }
  if (mapped) {
    pugi::xml_node set = Add(processing, "setOutcomeValue");
    Set(set, "identifier", "SCORE");
    Set(Add(set, "mapResponse"), "identifier", kResponse);
  } else {
    pugi::xml_node then = Add(Add(processing, "responseCondition"), "responseIf");
    pugi::xml_node match = Add(then, "match");
    Variable(match, kResponse);
    Set(Add(match, "correct"), "identifier", kResponse);
    Score(then, question.points());
  }
  pugi::xml_node set = Add(processing, "setOutcomeValue");
  Set(set, "identifier", "FEEDBACK");
  Variable(set, kResponse);
}

void Writer::NumberQuestion(pugi::xml_node item, pugi::xml_node body,
                            const v1::Question& question) const {
  Declare(item, "single", "float", {Number(question.number())});
  DeclareOutcome(item, "SCORE", "float", "0");
  DeclareOutcome(item, "MAXSCORE", "float", Number(question.points()));
  item.append_move(body);
  Set(Interaction(body, "textEntryInteraction"), "expectedLength", "20");
  pugi::xml_node then =
      Add(Add(Add(item, "responseProcessing"), "responseCondition"), "responseIf");
  std::vector<std::pair<const char*, double>> modes;
  if (question.tolerance() > 0) modes.emplace_back("absolute", question.tolerance());
  if (question.relative_tolerance() > 0)
    modes.emplace_back("relative", question.relative_tolerance());
  if (modes.empty()) modes.emplace_back("exact", 0);
  pugi::xml_node into = modes.size() > 1 ? Add(then, "or") : then;
  for (const auto& [mode, tolerance] : modes) {
    pugi::xml_node equal = Add(into, "equal");
    Set(equal, "toleranceMode", mode);
    if (tolerance > 0) Set(equal, "tolerance", Number(tolerance) + " " + Number(tolerance));
    Variable(equal, kResponse);
    Set(Add(equal, "correct"), "identifier", kResponse);
  }
  Score(then, question.points());
}

void Writer::TextQuestion(pugi::xml_node item, pugi::xml_node body,
                          const v1::Question& question) const {
  std::set<std::string> keys;
  bool map = true;
  std::vector<std::tuple<std::string, double, bool>> entries;
  std::vector<std::string> correct;
  for (const v1::AcceptedText& one : question.accepted()) {
    const double points = one.points() > 0 ? one.points() : question.points();
    map = map && one.match() != "regex" && keys.insert(one.text()).second;
    if (one.match() != "regex" && correct.empty()) correct.push_back(one.text());
    entries.emplace_back(one.text(), points, one.match() == "ignore_case");
  }
  pugi::xml_node declaration = Declare(item, "single", "string", correct);
  if (map) Mapping(declaration, question, entries);
  DeclareOutcome(item, "SCORE", "float", "0");
  DeclareOutcome(item, "MAXSCORE", "float", Number(question.points()));
  item.append_move(body);
  Set(Interaction(body, "textEntryInteraction"), "expectedLength", "40");
  pugi::xml_node processing = Add(item, "responseProcessing");
  if (map) {
    Set(processing, "template", Template("map_response"));
    return;
  }
  // The best of what fits, in the order in which they were written.
  for (const v1::AcceptedText& one : question.accepted()) {
    const double points = one.points() > 0 ? one.points() : question.points();
    pugi::xml_node then = Add(Add(processing, "responseCondition"), "responseIf");
    pugi::xml_node both = Add(then, "and");
    if (one.match() == "regex") {
      pugi::xml_node match = Add(both, "patternMatch");
      Set(match, "pattern", one.text());
      Variable(match, kResponse);
    } else {
      pugi::xml_node match = Add(both, "stringMatch");
      Set(match, "caseSensitive", one.match() == "ignore_case" ? "false" : "true");
      Variable(match, kResponse);
      Base(match, "string", one.text());
    }
    pugi::xml_node less = Add(both, "lt");
    Variable(less, "SCORE");
    Base(less, "float", Number(points));
    Score(then, points);
  }
}

std::string Print(const pugi::xml_document& document) {
  std::ostringstream out;
  // Nothing is indented: what stands between two tags is text.
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return out.str();
}

std::string Writer::Item(const v1::Question& question) const {
  pugi::xml_document document;
  pugi::xml_node item = Root(document, "assessmentItem");
  Set(item, "identifier", question.id());
  Set(item, "title", question.title());
  Set(item, "adaptive", "false");
  Set(item, "timeDependent", "false");
  // Declarations stand before the body: it is made here and moved behind them.
  pugi::xml_node body = Add(item, "itemBody");
  AppendMarkdown(body.append_child("div"), question.text(), false);
  if (question.kind() == "single" || question.kind() == "multiple") {
    Choices(item, body, question);
  } else if (question.kind() == "number") {
    NumberQuestion(item, body, question);
  } else if (question.kind() == "text") {
    TextQuestion(item, body, question);
  } else {
    Declare(item, "single", "string", {});
    DeclareOutcome(item, "SCORE", "float", "");
    DeclareOutcome(item, "MAXSCORE", "float", Number(question.points()));
    item.append_move(body);
    pugi::xml_node text = Interaction(body, "extendedTextInteraction");
    // Elsewhere somebody reads the program; here it finds the judge's problem again.
    if (question.kind() == "code")
      text.append_attribute("label") = ("assay-problem:" + question.problem()).c_str();
  }
  if (!question.feedback().empty()) {
    pugi::xml_node said = Add(item, "modalFeedback");
    Set(said, "outcomeIdentifier", "completionStatus");
    Set(said, "identifier", "completed");
    Set(said, "showHide", "show");
    AppendMarkdown(three_ ? Add(said, "contentBody") : said, question.feedback(), false);
  }
  return Print(document);
}

std::string Writer::Test(const v1::Quiz& quiz, const std::string& title) const {
  pugi::xml_document document;
  pugi::xml_node test = Root(document, "assessmentTest");
  Set(test, "identifier", "quiz");
  Set(test, "title", title);
  if (quiz.minutes() > 0)
    Set(Add(test, "timeLimits"), "maxTime", std::to_string(quiz.minutes() * 60));
  pugi::xml_node part = Add(test, "testPart");
  Set(part, "identifier", "part");
  Set(part, "navigationMode", "nonlinear");
  Set(part, "submissionMode", "simultaneous");
  pugi::xml_node all = Add(part, "assessmentSection");
  Set(all, "identifier", "all");
  Set(all, "title", title);
  Set(all, "visible", "true");
  if (quiz.shuffle_questions()) Set(Add(all, "ordering"), "shuffle", "true");
  int sections = 0;
  std::set<std::string> written;
  const auto section = [&](const std::string& name) {
    pugi::xml_node one = Add(all, "assessmentSection");
    Set(one, "identifier", "section" + std::to_string(++sections));
    Set(one, "title", name);
    Set(one, "visible", "false");
    Set(one, "keepTogether", "false");
    return one;
  };
  const auto refer = [&](pugi::xml_node into, const v1::Question& question) {
    pugi::xml_node one = Add(into, "assessmentItemRef");
    Set(one, "identifier", question.id());
    Set(one, "href", "items/" + question.id() + ".xml");
  };
  for (const v1::Question& question : quiz.questions()) {
    if (question.pool().empty()) {
      refer(all, question);
      continue;
    }
    if (!written.insert(question.pool()).second) continue;
    pugi::xml_node pool = section(question.pool());
    for (const v1::Pool& one : quiz.pools())
      if (one.name() == question.pool())
        Set(Add(pool, "selection"), "select", std::to_string(one.draw()));
    for (const v1::Question& one : quiz.questions())
      if (one.pool() == question.pool()) refer(pool, one);
  }
  return Print(document);
}

std::string Manifest(const v1::Quiz& quiz, bool three) {
  pugi::xml_document document;
  pugi::xml_node manifest = document.append_child("manifest");
  manifest.append_attribute("xmlns") = three ? "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
                                             : "http://www.imsglobal.org/xsd/imscp_v1p1";
  manifest.append_attribute("identifier") = "quiz-package";
  pugi::xml_node meta = manifest.append_child("metadata");
  meta.append_child("schema")
      .append_child(pugi::node_pcdata)
      .set_value(three ? "QTI Package" : "QTIv2.1 Package");
  meta.append_child("schemaversion")
      .append_child(pugi::node_pcdata)
      .set_value(three ? "3.0.0" : "1.0.0");
  manifest.append_child("organizations");
  pugi::xml_node resources = manifest.append_child("resources");
  const auto add = [&](const std::string& id, const char* type, const std::string& href) {
    pugi::xml_node one = resources.append_child("resource");
    one.append_attribute("identifier") = id.c_str();
    one.append_attribute("type") = type;
    one.append_attribute("href") = href.c_str();
    one.append_child("file").append_attribute("href") = href.c_str();
    return one;
  };
  pugi::xml_node test =
      add("test", three ? "imsqti_test_xmlv3p0" : "imsqti_test_xmlv2p1", "test.xml");
  for (const v1::Question& question : quiz.questions()) {
    add("item-" + question.id(), three ? "imsqti_item_xmlv3p0" : "imsqti_item_xmlv2p1",
        "items/" + question.id() + ".xml");
    test.append_child("dependency").append_attribute("identifierref") =
        ("item-" + question.id()).c_str();
  }
  return Print(document);
}

}  // namespace

Files Write(const v1::Quiz& quiz, const std::string& title, Version version) {
  const Writer writer(version);
  Files files;
  files["imsmanifest.xml"] = Manifest(quiz, writer.three());
  files["test.xml"] = writer.Test(quiz, title);
  for (const v1::Question& question : quiz.questions())
    files["items/" + question.id() + ".xml"] = writer.Item(question);
  return files;
}

}  // namespace assay::courses::qti
