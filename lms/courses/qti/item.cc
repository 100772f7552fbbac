#include "lms/courses/qti/item.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "lms/courses/policy/quiz.h"
#include "lms/courses/qti/xml.h"

namespace assay::courses::qti {
namespace {

struct Entry {
  std::string key;
  double value = 0;
  bool fold = false;
};
struct Response {
  std::string cardinality, type;
  std::vector<std::string> correct;
  bool mapped = false;
  std::vector<Entry> mapping;
  std::optional<double> upper;
  double other = 0;  // of what is not mapped
};

// How an item gives points, as far as it is understood.
struct Rule {
  enum class Kind { kNone, kMatch, kMap, kEqual, kTexts } kind = Kind::kNone;
  std::optional<double> points;  // of a match
  double tolerance = 0, relative = 0;
  std::vector<v1::AcceptedText> texts;
};

Response ReadResponse(const pugi::xml_node& declaration) {
  Response response;
  response.cardinality = Attribute(declaration, "cardinality");
  response.type = Attribute(declaration, "basetype");
  for (const pugi::xml_node& value : Child(declaration, "correctresponse").children())
    if (NameOf(value) == "value") response.correct.push_back(Trimmed(TextOf(value)));
  const pugi::xml_node mapping = Child(declaration, "mapping");
  response.mapped = !mapping.empty();
  response.upper = NumberOf(Attribute(mapping, "upperbound"));
  response.other = NumberOf(Attribute(mapping, "defaultvalue")).value_or(0);
  for (const pugi::xml_node& entry : mapping.children())
    if (NameOf(entry) == "mapentry")
      response.mapping.push_back({Attribute(entry, "mapkey"),
                                  NumberOf(Attribute(entry, "mappedvalue")).value_or(0),
                                  Attribute(entry, "casesensitive") == "false"});
  return response;
}

// The value that a <setOutcomeValue> of SCORE sets, where it is a plain number.
std::optional<double> PlainScore(const pugi::xml_node& set) {
  const pugi::xml_node base = Child(set, "basevalue");
  return base ? NumberOf(Trimmed(TextOf(base))) : std::nullopt;
}

pugi::xml_node ScoreOf(const pugi::xml_node& branch) {
  for (const pugi::xml_node& child : branch.children())
    if (NameOf(child) == "setoutcomevalue" && Attribute(child, "identifier") == "SCORE")
      return child;
  return {};
}

class Item {
 public:
  Item(const pugi::xml_node& item, std::vector<std::string>& notes) : item_(item), notes_(notes) {}

  Result<v1::Question> Read() {
    question_.set_id(Attribute(item_, "identifier").substr(0, 200));
    question_.set_title(Attribute(item_, "title").substr(0, 190));
    if (Attribute(item_, "adaptive") == "true")
      return InvalidArgument("an adaptive item, which answers while it is answered, is not read");
    if (!Below(item_, "templatedeclaration").empty())
      return InvalidArgument("an item template, which draws its values, is not read");
    const pugi::xml_node body = Child(item_, "itembody");
    ASSAY_ASSIGN_OR_RETURN(const pugi::xml_node interaction, FindInteraction(body));
    ASSAY_RETURN_IF_ERROR(FindResponse(Attribute(interaction, "responseidentifier")));
    ReadText(body, interaction);
    const std::string name = NameOf(interaction);
    if (name == "extendedtextinteraction") return Essay(interaction);
    ASSAY_ASSIGN_OR_RETURN(rule_, ReadRule());
    ASSAY_RETURN_IF_ERROR(name == "choiceinteraction" ? Choices(interaction) : EntryQuestion());
    ReadFeedback();
    return question_;
  }

 private:
  Result<pugi::xml_node> FindInteraction(const pugi::xml_node& body) {
    std::vector<pugi::xml_node> found;
    Collect(body, found);
    if (found.empty()) return InvalidArgument("it asks nothing: there is no interaction");
    for (const pugi::xml_node& one : found) {
      const std::string name = NameOf(one);
      if (name != "choiceinteraction" && name != "textentryinteraction" &&
          name != "extendedtextinteraction")
        return InvalidArgument(fmt::format("\"{}\" is no kind of question here", one.name()));
    }
    if (found.size() > 1)
      return InvalidArgument(fmt::format("it asks {} things at once", found.size()));
    return found[0];
  }

  static void Collect(const pugi::xml_node& node, std::vector<pugi::xml_node>& found) {
    for (const pugi::xml_node& child : node.children()) {
      if (NameOf(child).ends_with("interaction")) found.push_back(child);
      Collect(child, found);
    }
  }

  Status FindResponse(const std::string& identifier) {
    for (const pugi::xml_node& child : item_.children()) {
      const std::string name = NameOf(child);
      if (name == "responsedeclaration" && Attribute(child, "identifier") == identifier) {
        response_ = ReadResponse(child);
        known_ = true;
      }
      if (name == "outcomedeclaration" && Attribute(child, "identifier") == "MAXSCORE")
        points_ = NumberOf(Trimmed(TextOf(child)));
    }
    if (!known_) return InvalidArgument("the response of its interaction is not declared");
    identifier_ = identifier;
    return OkStatus();
  }

  void Lost(const std::vector<std::string>& lost) {
    for (const std::string& one : std::set<std::string>(lost.begin(), lost.end()))
      notes_.push_back(fmt::format("\"{}\" is left out of the text", one));
  }

  void ReadText(const pugi::xml_node& body, const pugi::xml_node& interaction) {
    std::vector<std::string> lost;
    std::string text = ToMarkdown(body, lost);
    if (const pugi::xml_node prompt = Child(interaction, "prompt")) {
      const std::string said = ToMarkdown(prompt, lost);
      text += text.empty() || said.empty() ? said : "\n\n" + said;
    }
    if (!Below(body, "rubricblock").empty()) notes_.emplace_back("a rubric block is left out");
    Lost(lost);
    if (Trimmed(text).empty()) text = question_.title().empty() ? "?" : question_.title();
    question_.set_text(text);
  }

  Result<v1::Question> Essay(const pugi::xml_node& interaction) {
    question_.set_points(points_.value_or(1));
    const std::string label = interaction.attribute("label").as_string();
    constexpr std::string_view kProblem = "assay-problem:";
    if (label.starts_with(kProblem)) {
      question_.set_kind("code");
      question_.set_problem(label.substr(kProblem.size()));
    } else {
      question_.set_kind("essay");
      if (!response_.correct.empty() || response_.mapped)
        notes_.emplace_back("people grade it here: its key is left out");
    }
    ReadFeedback();
    return question_;
  }

  // --- how points are given ---

  Result<Rule> ReadRule() {
    const pugi::xml_node processing = Child(item_, "responseprocessing");
    Rule rule;
    if (processing.empty() ||
        (Attribute(processing, "template").empty() && FirstElement(processing).empty())) {
      if (response_.correct.empty() && !response_.mapped)
        return InvalidArgument("nothing says which answer is right");
      notes_.emplace_back("it has no response processing: the correct response counts");
      rule.kind = response_.mapped ? Rule::Kind::kMap : Rule::Kind::kMatch;
      return rule;
    }
    const std::string standard = Attribute(processing, "template");
    if (!standard.empty()) {
      const std::string name = NameOf(standard.substr(standard.rfind('/') + 1));
      // Those of Common Cartridge do the same.
      const std::string_view plain =
          std::string_view(name).substr(name.starts_with("cc2_") ? 4 : 0);
      const std::string_view stem = plain.substr(0, plain.find('.'));
      rule.kind = stem == "match_correct" || (stem == "match" && stem != plain) ? Rule::Kind::kMatch
                  : stem == "map_response"                                      ? Rule::Kind::kMap
                                                                                : Rule::Kind::kNone;
      if (rule.kind == Rule::Kind::kNone)
        return InvalidArgument(
            fmt::format("its response processing \"{}\" is not known", standard));
      return rule;
    }
    for (const pugi::xml_node& step : processing.children()) {
      if (step.type() != pugi::node_element) continue;
      if (!Understand(step, rule))
        return InvalidArgument(fmt::format(
            "its response processing (\"{}\") is not one that is understood", step.name()));
    }
    if (rule.kind == Rule::Kind::kNone)
      return InvalidArgument("its response processing gives no SCORE");
    return rule;
  }

  // One step; those that set no SCORE show feedback.
  bool Understand(const pugi::xml_node& step, Rule& rule) {
    const std::string name = NameOf(step);
    if (name == "setoutcomevalue") {
      if (Attribute(step, "identifier") != "SCORE") return true;
      const pugi::xml_node map = Child(step, "mapresponse");
      if (map.empty() || Attribute(map, "identifier") != identifier_) return false;
      rule.kind = Rule::Kind::kMap;
      return true;
    }
    if (name != "responsecondition") return false;
    bool scores = false;
    for (const pugi::xml_node& set : Below(step, "setoutcomevalue"))
      scores = scores || Attribute(set, "identifier") == "SCORE";
    if (!scores) return true;
    bool understood = false;
    for (const pugi::xml_node& branch : step.children()) {
      const std::string kind = NameOf(branch);
      if (branch.type() != pugi::node_element) continue;
      if (kind == "responseif") {
        understood = Condition(branch, rule);
        if (!understood) return false;
      } else if (kind == "responseelse") {
        const pugi::xml_node set = ScoreOf(branch);
        // "Otherwise nothing", or the mapping: IMS's own templates are written so.
        const auto value = PlainScore(set);
        const bool map = !Child(set, "mapresponse").empty();
        if (!set.empty() && !map && (!value || *value != 0)) return false;
        if (map) rule.kind = Rule::Kind::kMap;
      } else {
        return false;
      }
    }
    return understood;
  }

  bool Condition(const pugi::xml_node& branch, Rule& rule) {
    const pugi::xml_node test = FirstElement(branch);
    const std::string name = NameOf(test);
    const auto points = PlainScore(ScoreOf(branch));
    if (name == "isnull") return points && *points == 0;
    if (!points || *points <= 0) return false;
    if (name == "match") {
      if (!Asks(test) || Child(test, "correct").empty()) return false;
      rule.kind = Rule::Kind::kMatch;
      rule.points = points;
      return true;
    }
    if (name == "equal") return Equal(test, rule) && Worth(rule, *points);
    if (name == "or") {
      for (const pugi::xml_node& one : test.children())
        if (one.type() == pugi::node_element && (NameOf(one) != "equal" || !Equal(one, rule)))
          return false;
      return Worth(rule, *points);
    }
    return Text(test, *points, rule);
  }

  static bool Worth(Rule& rule, double points) {
    rule.points = points;
    return rule.kind == Rule::Kind::kEqual;
  }

  static pugi::xml_node FirstElement(const pugi::xml_node& node) {
    for (const pugi::xml_node& child : node.children())
      if (child.type() == pugi::node_element) return child;
    return {};
  }
  bool Asks(const pugi::xml_node& node) const {
    return Attribute(Child(node, "variable"), "identifier") == identifier_;
  }

  bool Equal(const pugi::xml_node& test, Rule& rule) const {
    if (!Asks(test)) return false;
    const pugi::xml_node base = Child(test, "basevalue");
    if (Child(test, "correct").empty() && base.empty()) return false;
    if (!base.empty() && (response_.correct.size() != 1 ||
                          NumberOf(response_.correct[0]) != NumberOf(Trimmed(TextOf(base)))))
      return false;
    const std::string mode = Attribute(test, "tolerancemode");
    const std::string given = Attribute(test, "tolerance");
    const std::string low = given.substr(0, given.find(' '));
    const std::string high =
        given.find(' ') == std::string::npos ? low : Trimmed(given.substr(given.find(' ')));
    const auto tolerance = NumberOf(low);
    rule.kind = Rule::Kind::kEqual;
    if (mode == "exact" || mode.empty()) return true;
    if (!tolerance || low != high || *tolerance < 0) return false;
    (mode == "absolute" ? rule.tolerance : rule.relative) = *tolerance;
    return mode == "absolute" || mode == "relative";
  }

  // <stringMatch> or <patternMatch>, alone or with "and it is less yet".
  bool Text(const pugi::xml_node& test, double points, Rule& rule) const {
    pugi::xml_node match = test;
    if (NameOf(test) == "and") {
      match = FirstElement(test);
      for (const pugi::xml_node& one : test.children())
        if (one.type() == pugi::node_element && one != match && !IsLessYet(one)) return false;
    }
    if (!Asks(match)) return false;
    v1::AcceptedText accepted;
    accepted.set_points(points);
    if (NameOf(match) == "patternmatch") {
      accepted.set_text(Attribute(match, "pattern"));
      accepted.set_match("regex");
    } else if (NameOf(match) == "stringmatch" && Attribute(match, "substring") != "true") {
      const pugi::xml_node base = Child(match, "basevalue");
      if (base.empty()) return false;
      accepted.set_text(TextOf(base));
      if (Attribute(match, "casesensitive") == "false") accepted.set_match("ignore_case");
    } else {
      return false;
    }
    rule.kind = Rule::Kind::kTexts;
    rule.texts.push_back(accepted);
    return true;
  }

  static bool IsLessYet(const pugi::xml_node& node) {
    return NameOf(node) == "lt" && Attribute(Child(node, "variable"), "identifier") == "SCORE";
  }

  // --- the kinds ---

  Status Choices(const pugi::xml_node& interaction) {
    const bool several = response_.cardinality == "multiple";
    if (response_.cardinality != "single" && !several)
      return InvalidArgument(
          fmt::format("choices with the cardinality \"{}\" are not read", response_.cardinality));
    question_.set_kind(several ? "multiple" : "single");
    question_.set_keep_order(Attribute(interaction, "shuffle") != "true");
    std::map<std::string, std::string> ids;
    std::vector<std::string> lost;
    bool fixed = false;
    for (const pugi::xml_node& one : interaction.children()) {
      if (NameOf(one) != "simplechoice") continue;
      const std::string identifier = Attribute(one, "identifier");
      v1::Choice& choice = *question_.add_choices();
      choice.set_id("c" + std::to_string(question_.choices_size()));
      if (!ids.emplace(identifier, choice.id()).second)
        return InvalidArgument(fmt::format("the choice \"{}\" is there twice", identifier));
      const std::string text = ToMarkdown(one, lost);
      choice.set_text(text.empty() ? "?" : text);
      choice.set_correct(std::find(response_.correct.begin(), response_.correct.end(),
                                   identifier) != response_.correct.end());
      choice.set_points(response_.other);
      for (const Entry& entry : response_.mapping)
        if (entry.key == identifier) choice.set_points(entry.value);
      for (const pugi::xml_node& said : Below(one, "feedbackinline")) {
        if (Attribute(said, "identifier") == identifier && Attribute(said, "showhide") != "hide")
          choice.set_feedback(Trimmed(TextOf(said)));
        else
          notes_.emplace_back("feedback that is not of its own choice is left out");
      }
      fixed = fixed || Attribute(one, "fixed") == "true";
    }
    Lost(lost);
    if (fixed && !question_.keep_order()) {
      notes_.emplace_back("some choices keep their place: so do all of them here");
      question_.set_keep_order(true);
    }
    if (question_.choices_size() < 2) return InvalidArgument("it has fewer than two choices");
    return rule_.kind == Rule::Kind::kMap ? MappedChoices() : MatchedChoices();
  }

  Status MatchedChoices() {
    if (rule_.kind != Rule::Kind::kMatch)
      return InvalidArgument("its response processing is not one of choices");
    question_.set_points(points_.value_or(rule_.points.value_or(1)));
    for (v1::Choice& choice : *question_.mutable_choices()) choice.clear_points();
    const auto right = std::count_if(question_.choices().begin(), question_.choices().end(),
                                     [](const v1::Choice& one) { return one.correct(); });
    if (question_.kind() == "single" && right != 1)
      return InvalidArgument("none, or more than one, of its choices is right");
    return OkStatus();
  }

  Status MappedChoices() {
    if (!response_.mapped) return InvalidArgument("its points are mapped, and there is no mapping");
    double sum = 0;
    double most = 0;
    for (const v1::Choice& choice : question_.choices()) {
      sum += std::max(0.0, choice.points());
      most = std::max(most, choice.points());
    }
    const double reachable = question_.kind() == "single" ? most : sum;
    question_.set_points(points_.value_or(response_.upper.value_or(reachable)));
    if (!(question_.points() > 0) || !(reachable > 0))
      return InvalidArgument("none of its choices gives points");
    question_.set_partial("points");
    if (question_.kind() == "multiple" && IsShare()) {
      question_.set_partial("share");
      for (v1::Choice& choice : *question_.mutable_choices()) choice.clear_points();
    }
    return OkStatus();
  }

  // Each right one adds its share, each wrong one takes one.
  bool IsShare() const {
    const auto right = std::count_if(question_.choices().begin(), question_.choices().end(),
                                     [](const v1::Choice& one) { return one.correct(); });
    if (right == 0) return false;
    const double share = question_.points() / static_cast<double>(right);
    return std::all_of(
        question_.choices().begin(), question_.choices().end(), [&](const v1::Choice& one) {
          return std::abs(one.points() - (one.correct() ? share : -share)) < 1e-9 * share;
        });
  }

  Status EntryQuestion() {
    if (response_.cardinality != "single")
      return InvalidArgument("several answers in one are not read");
    if (response_.type == "string") return TextEntry();
    if (response_.type == "float" || response_.type == "integer") return NumberEntry();
    return InvalidArgument(fmt::format("an answer of the type \"{}\" is not read", response_.type));
  }

  Status NumberEntry() {
    std::string key = response_.correct.empty() ? "" : response_.correct[0];
    if (rule_.kind == Rule::Kind::kMap) {
      if (response_.mapping.size() != 1)
        return InvalidArgument("a number with several right answers is not read");
      key = response_.mapping[0].key;
      rule_.points = response_.mapping[0].value;
    } else if (rule_.kind != Rule::Kind::kMatch && rule_.kind != Rule::Kind::kEqual) {
      return InvalidArgument("its response processing is not one of numbers");
    }
    const auto number = NumberOf(Trimmed(key));
    if (!number) return InvalidArgument("its correct response is no number");
    question_.set_kind("number");
    question_.set_number(*number);
    question_.set_tolerance(rule_.tolerance);
    question_.set_relative_tolerance(rule_.relative);
    question_.set_points(points_.value_or(rule_.points.value_or(1)));
    return OkStatus();
  }

  Status TextEntry() {
    question_.set_kind("text");
    if (rule_.kind == Rule::Kind::kTexts) {
      for (const v1::AcceptedText& one : rule_.texts) *question_.add_accepted() = one;
    } else if (rule_.kind == Rule::Kind::kMap) {
      for (const Entry& entry : response_.mapping) {
        if (!(entry.value > 0)) continue;  // what is wrong gives nothing anyway
        v1::AcceptedText& one = *question_.add_accepted();
        one.set_text(entry.key);
        one.set_points(entry.value);
        if (entry.fold) one.set_match("ignore_case");
      }
    } else if (rule_.kind == Rule::Kind::kMatch) {
      for (const std::string& text : response_.correct) question_.add_accepted()->set_text(text);
    } else {
      return InvalidArgument("its response processing is not one of texts");
    }
    double most = 0;
    for (const v1::AcceptedText& one : question_.accepted()) most = std::max(most, one.points());
    const double declared = response_.upper.value_or(most);
    question_.set_points(points_.value_or(most > 0 ? declared : rule_.points.value_or(1)));
    return CheckAccepted();
  }

  Status CheckAccepted() {
    if (question_.accepted().empty()) return InvalidArgument("none of its answers gives points");
    for (v1::AcceptedText& one : *question_.mutable_accepted()) {
      if (Trimmed(one.text()).empty()) return InvalidArgument("one of its right answers is empty");
      const Status regex = one.match() == "regex" ? quiz::CheckRegex(one.text()) : OkStatus();
      if (!regex.ok())
        return InvalidArgument(
            fmt::format("its pattern \"{}\" is {}", one.text(), regex.message()));
      // What is worth as much as the question, or more, is worth the question.
      if (one.points() >= question_.points()) one.clear_points();
    }
    return OkStatus();
  }

  void ReadFeedback() {
    for (const pugi::xml_node& said : item_.children()) {
      if (NameOf(said) != "modalfeedback") continue;
      const bool ours = Attribute(said, "outcomeidentifier") == "completionStatus" &&
                        Attribute(said, "identifier") == "completed";
      if (!ours) {
        notes_.push_back(fmt::format("feedback \"{}\", shown on a condition, is left out",
                                     Attribute(said, "identifier")));
        continue;
      }
      std::vector<std::string> lost;
      question_.set_feedback(ToMarkdown(said, lost));
      Lost(lost);
    }
    if (!Below(Child(item_, "itembody"), "feedbackblock").empty())
      notes_.emplace_back("a feedback block is left out");
  }

  const pugi::xml_node item_;
  std::vector<std::string>& notes_;
  v1::Question question_;
  Response response_;
  Rule rule_;
  std::string identifier_;
  std::optional<double> points_;
  bool known_ = false;
};

}  // namespace

Result<v1::Question> ReadItem(const std::string& text, std::vector<std::string>& notes) {
  ASSAY_ASSIGN_OR_RETURN(const auto document, Parse(text));
  const pugi::xml_node item = document->document_element();
  if (NameOf(item) == "questestinterop") return InvalidArgument("is QTI 1.2, which is not read");
  if (NameOf(item) != "assessmentitem")
    return InvalidArgument(fmt::format("\"{}\" is no item of QTI", item.name()));
  return Item(item, notes).Read();
}

}  // namespace assay::courses::qti
