#include "lms/courses/cartridge/item12.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "lms/courses/cartridge/parts.h"
#include "lms/courses/cartridge/texts.h"
#include "lms/courses/policy/quiz.h"
#include "lms/courses/qti/xml.h"

namespace assay::courses::cartridge {
namespace {

using qti::Attribute;
using qti::Child;
using qti::NameOf;
using qti::NumberOf;
using qti::TextOf;
using qti::Trimmed;

bool IsResponse(const std::string& name) { return name.starts_with("response_"); }
bool Says(const std::string& text, std::string_view word) {
  return text.size() == word.size() &&
         std::equal(text.begin(), text.end(), word.begin(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

std::string Quoted(const std::string& text) {
  constexpr std::string_view kSpecial = "\\^$.|?*+()[]{}";
  std::string out;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// Without what a difference of two such numbers adds to it.
double Rounded(double value) { return NumberOf(fmt::format("{:.12g}", value)).value_or(value); }

// A <respcondition>: what it asks for and what it gives.
struct Condition {
  pugi::xml_node asks;
  std::optional<double> score;  // of SCORE, as a share of the most
  bool adds = false;
  std::vector<std::string> feedback;  // by their identifiers
};

class Item {
 public:
  Item(const pugi::xml_node& item, const Resolve& resolve, std::vector<std::string>& notes,
       bool& shuffled)
      : item_(item), resolve_(resolve), notes_(notes), shuffled_(shuffled) {}

  Result<v1::Question> Read() {
    meta_ = MetadataOf(Child(item_, "itemmetadata"));
    type_ = Said("question_type");
    profile_ = Said("cc_profile");
    ASSAY_RETURN_IF_ERROR(CheckType());
    question_.set_title(OneLine(Attribute(item_, "title"), 190));
    question_.set_points(PointsOfItem());
    const pugi::xml_node presentation = Child(item_, "presentation");
    std::vector<pugi::xml_node> responses;
    FindResponses(presentation, responses);
    question_.set_text(Texts(presentation));
    if (Trimmed(question_.text()).empty())
      question_.set_text(question_.title().empty() ? "?" : EscapeMarkdown(question_.title()));
    if (responses.empty()) return InvalidArgument("asks nothing: there is no response in it");
    if (responses.size() > 1)
      return InvalidArgument(fmt::format("asks {} things at once", responses.size()));
    ReadConditions();
    const std::string name = NameOf(responses[0]);
    if (name == "response_lid") {
      ASSAY_RETURN_IF_ERROR(Choices(responses[0]));
    } else if (name == "response_str" || name == "response_num") {
      ASSAY_RETURN_IF_ERROR(Entry(responses[0]));
    } else {
      return InvalidArgument("\"" + OneLine(name, 40) + "\" is no kind of question here");
    }
    ReadFeedback();
    return question_;
  }

 private:
  std::string Said(const std::string& name) const {
    const auto found = meta_.find(name);
    return found == meta_.end() ? "" : found->second;
  }

  Status CheckType() const {
    if (type_ == "calculated_question")
      return InvalidArgument("a formula question, which draws its values, is not read");
    if (type_ == "file_upload_question")
      return InvalidArgument("wants a file: that is an assignment here");
    if (type_ == "text_only_question") return InvalidArgument("is a text and asks nothing");
    if (type_ == "matching_question" || type_ == "fill_in_multiple_blanks_question" ||
        type_ == "multiple_dropdowns_question")
      return InvalidArgument("\"" + type_ + "\" asks several things at once");
    return OkStatus();
  }

  double PointsOfItem() const {
    for (const char* name : {"points_possible", "cc_weighting", "qmd_weighting"}) {
      const auto points = NumberOf(Said(name));
      if (points && *points >= 0 && *points <= 1e4) return *points;
    }
    return 1;
  }

  static void FindResponses(const pugi::xml_node& node, std::vector<pugi::xml_node>& found) {
    for (const pugi::xml_node& child : node.children()) {
      if (IsResponse(NameOf(child)) && NameOf(child) != "response_label")
        found.push_back(child);
      else
        FindResponses(child, found);
    }
  }

  // What is said in `node`, but for what stands in responses.
  std::string Texts(const pugi::xml_node& node) {
    std::string out;
    for (const pugi::xml_node& child : node.children()) {
      const std::string name = NameOf(child);
      std::string text;
      if (name == "mattext" || name == "matemtext") {
        const bool html = Attribute(child, "texttype") == "text/html";
        text = html ? Html(child) : EscapeMarkdown(ToUtf8(TextOf(child)));
      } else if (name == "matimage" || name == "mataudio" || name == "matvideo" ||
                 name == "matapplet" || name == "matapplication") {
        notes_.push_back("\"" + name + "\" is left out of the text");
      } else if (!IsResponse(name) && child.type() == pugi::node_element) {
        text = Texts(child);
      }
      if (!text.empty()) out += (out.empty() ? "" : "\n\n") + text;
    }
    return out;
  }

  // As text that is escaped, or as elements among QTI's own.
  std::string Html(const pugi::xml_node& mattext) {
    bool elements = false;
    for (const pugi::xml_node& child : mattext.children())
      elements = elements || child.type() == pugi::node_element;
    if (!elements) return BodyOf(TextOf(mattext), true, resolve_, notes_);
    struct Writer final : pugi::xml_writer {
      std::string text;
      void write(const void* data, size_t size) override {
        text.append(static_cast<const char*>(data), size);
      }
    } writer;
    for (const pugi::xml_node& child : mattext.children())
      child.print(writer, "", pugi::format_raw, pugi::encoding_utf8);
    return BodyOf(writer.text, true, resolve_, notes_);
  }

  void ReadConditions() {
    const pugi::xml_node processing = Child(item_, "resprocessing");
    double most = 100;
    if (const auto said =
            NumberOf(Attribute(Child(Child(processing, "outcomes"), "decvar"), "maxvalue")))
      if (*said > 0) most = *said;
    for (const pugi::xml_node& one : processing.children()) {
      if (NameOf(one) != "respcondition") continue;
      Condition condition;
      condition.asks = Child(one, "conditionvar");
      for (const pugi::xml_node& child : one.children()) {
        const std::string name = NameOf(child);
        if (name == "displayfeedback") condition.feedback.push_back(Attribute(child, "linkrefid"));
        if (name != "setvar") continue;
        const std::string variable = Attribute(child, "varname");
        const auto value = NumberOf(Trimmed(TextOf(child)));
        if (!value || (!variable.empty() && !Says(variable, "score"))) continue;
        condition.score = *value / most;
        condition.adds = Says(Attribute(child, "action"), "add");
      }
      conditions_.push_back(std::move(condition));
    }
    // Points that nobody declared: the most that is given is all of it.
    double best = 0;
    for (const Condition& one : conditions_) best = std::max(best, one.score.value_or(0));
    if (best > 1)
      for (Condition& one : conditions_)
        if (one.score) *one.score /= best;
  }

  // --- choices ---

  Status Choices(const pugi::xml_node& response) {
    const bool several = Says(Attribute(response, "rcardinality"), "multiple");
    question_.set_kind(several ? "multiple" : "single");
    const pugi::xml_node render = Child(response, "render_choice");
    shuffled_ = Says(Attribute(render, "shuffle"), "yes");
    question_.set_keep_order(Says(Attribute(render, "shuffle"), "no"));
    std::map<std::string, int> places;
    for (const pugi::xml_node& label : qti::Below(render, "response_label")) {
      v1::Choice& choice = *question_.add_choices();
      choice.set_id("c" + std::to_string(question_.choices_size()));
      const std::string text = Texts(label);
      choice.set_text(text.empty() ? "?" : text);
      const std::string ident = Attribute(label, "ident");
      if (!places.emplace(ident, question_.choices_size() - 1).second)
        return InvalidArgument("the choice \"" + OneLine(ident, 60) + "\" is there twice");
      if (shuffled_ && Says(Attribute(label, "rshuffle"), "no")) question_.set_keep_order(true);
    }
    if (question_.choices_size() < 2) return InvalidArgument("has fewer than two choices");
    places_ = places;
    return several ? Several() : One();
  }

  v1::Choice* At(const pugi::xml_node& varequal) {
    const auto found = places_.find(Trimmed(TextOf(varequal)));
    return found == places_.end() ? nullptr : question_.mutable_choices(found->second);
  }

  // The choices that a condition asks for, each by itself; none where it asks otherwise.
  std::vector<v1::Choice*> Alternatives(const pugi::xml_node& asks) {
    std::vector<v1::Choice*> found;
    for (const pugi::xml_node& one : asks.children()) {
      const std::string name = NameOf(one);
      if (name == "varequal") {
        if (v1::Choice* const choice = At(one)) found.push_back(choice);
      } else if (name == "or" || (name == "and" && OnlyChild(one))) {
        const auto inner = Alternatives(one);
        found.insert(found.end(), inner.begin(), inner.end());
      } else if (one.type() == pugi::node_element) {
        return {};
      }
    }
    return found;
  }
  static bool OnlyChild(const pugi::xml_node& node) {
    int count = 0;
    for (const pugi::xml_node& one : node.children())
      count += one.type() == pugi::node_element ? 1 : 0;
    return count == 1;
  }

  Status One() {
    std::map<v1::Choice*, double> shares;
    for (const Condition& one : conditions_) {
      if (!one.score || *one.score <= 0) continue;
      for (v1::Choice* const choice : Alternatives(one.asks))
        shares[choice] = std::max(shares[choice], *one.score);
    }
    double best = 0;
    for (const auto& [choice, share] : shares) best = std::max(best, share);
    if (best <= 0) return InvalidArgument("nothing says which of its choices is right");
    for (const auto& [choice, share] : shares) choice->set_correct(share == best);
    if (shares.size() == 1) return OkStatus();
    question_.set_partial("points");
    for (const auto& [choice, share] : shares)
      choice->set_points(question_.points() * share / best);
    return question_.points() > 0 ? OkStatus()
                                  : InvalidArgument("several of its choices give points, of none");
  }

  // All that are right and no other, or points for each.
  Status Several() {
    const Condition* best = nullptr;
    bool adds = false;
    for (const Condition& one : conditions_) {
      if (!one.score) continue;
      adds = adds || (one.adds && *one.score != 0);
      if (*one.score > 0 && (best == nullptr || *one.score > *best->score)) best = &one;
    }
    if (best == nullptr) return InvalidArgument("nothing says which of its choices are right");
    if (adds) return EachAdds();
    if (!Wanted(best->asks))
      return InvalidArgument("its conditions are not ones that are understood");
    const bool any = std::any_of(question_.choices().begin(), question_.choices().end(),
                                 [](const v1::Choice& one) { return one.correct(); });
    return any ? OkStatus() : InvalidArgument("none of its choices is right");
  }

  bool Wanted(const pugi::xml_node& asks) {
    for (const pugi::xml_node& one : asks.children()) {
      if (one.type() != pugi::node_element) continue;
      const std::string name = NameOf(one);
      if (name == "varequal") {
        if (v1::Choice* const choice = At(one)) choice->set_correct(true);
      } else if (name == "and") {
        if (!Wanted(one)) return false;
      } else if (name != "not" && name != "other") {  // what it must not be is all the rest
        return false;
      }
    }
    return true;
  }

  Status EachAdds() {
    double reachable = 0;
    for (const Condition& one : conditions_) {
      if (!one.score) continue;
      for (v1::Choice* const choice : Alternatives(one.asks)) {
        choice->set_points(question_.points() * *one.score);
        choice->set_correct(*one.score > 0);
      }
    }
    for (const v1::Choice& one : question_.choices()) reachable += std::max(0.0, one.points());
    if (reachable <= 0) return InvalidArgument("none of its choices gives points");
    question_.set_partial("points");
    return OkStatus();
  }

  // --- what is written ---

  Status Entry(const pugi::xml_node& response) {
    const bool essay = profile_ == "cc.essay.v0p1" || type_ == "essay_question";
    const bool scores = std::any_of(conditions_.begin(), conditions_.end(), [](const auto& one) {
      return one.score.value_or(0) > 0 && !qti::Below(one.asks, "varequal").empty();
    });
    const bool parts = std::any_of(conditions_.begin(), conditions_.end(), [](const auto& one) {
      return one.score.value_or(0) > 0 && (!qti::Below(one.asks, "varsubstring").empty() ||
                                           !qti::Below(one.asks, "vargte").empty());
    });
    const std::string fib = Attribute(Child(response, "render_fib"), "fibtype");
    if (essay || (!scores && !parts)) {
      if (!essay && !Child(item_, "resprocessing").empty() && !conditions_.empty() &&
          !profile_.empty())
        return InvalidArgument("nothing says which answer is right");
      question_.set_kind("essay");
      return OkStatus();
    }
    const bool range = std::any_of(conditions_.begin(), conditions_.end(), [](const auto& one) {
      return !qti::Below(one.asks, "vargte").empty() || !qti::Below(one.asks, "vargt").empty();
    });
    if (type_ == "numerical_question" || range || NameOf(response) == "response_num" ||
        Says(fib, "decimal") || Says(fib, "integer"))
      return Number();
    return Text();
  }

  Status Number() {
    std::optional<double> value;
    double low = 0;
    double high = 0;
    int answers = 0;
    for (const Condition& one : conditions_) {
      if (one.score.value_or(0) <= 0) continue;
      ++answers;
      const auto bound = [&](const char* name) -> std::optional<double> {
        for (const pugi::xml_node& node : qti::Below(one.asks, name))
          return NumberOf(Trimmed(TextOf(node)));
        return std::nullopt;
      };
      value = bound("varequal");
      const auto least = bound("vargte") ? bound("vargte") : bound("vargt");
      const auto most = bound("varlte") ? bound("varlte") : bound("varlt");
      if (least.has_value() != most.has_value())
        return InvalidArgument("a number with one bound only is not read");
      if (!value && least) value = (*least + *most) / 2;
      low = least.value_or(value.value_or(0));
      high = most.value_or(value.value_or(0));
    }
    if (answers != 1) return InvalidArgument("a number with several right answers is not read");
    if (!value) return InvalidArgument("its right answer is no number");
    if (low > *value || high < *value)
      return InvalidArgument("its right answer is out of its own bounds");
    question_.set_kind("number");
    question_.set_number(*value);
    const double below = *value - low;
    const double above = high - *value;
    if (std::abs(below - above) > 1e-9 * std::max({1.0, std::abs(low), std::abs(high)})) {
      notes_.emplace_back("its bounds are not alike: the number in their middle counts");
      question_.set_number((low + high) / 2);
      question_.set_tolerance(Rounded((high - low) / 2));
    } else {
      question_.set_tolerance(Rounded(std::max(below, above)));
    }
    return OkStatus();
  }

  Status Text() {
    question_.set_kind("text");
    for (const Condition& one : conditions_) {
      if (one.score.value_or(0) <= 0) continue;
      if (!Accept(one.asks, *one.score))
        return InvalidArgument("its conditions are not ones that are understood");
    }
    if (question_.accepted().empty()) return InvalidArgument("none of its answers gives points");
    return OkStatus();
  }

  bool Accept(const pugi::xml_node& asks, double share) {
    for (const pugi::xml_node& one : asks.children()) {
      if (one.type() != pugi::node_element) continue;
      const std::string name = NameOf(one);
      if (name == "or" || (name == "and" && OnlyChild(one))) {
        if (!Accept(one, share)) return false;
        continue;
      }
      const std::string text = Trimmed(ToUtf8(TextOf(one)));
      const bool exact = Says(Attribute(one, "case"), "yes");
      if (name != "varequal" && name != "varsubstring") return false;
      if (text.empty()) {
        notes_.emplace_back("an empty right answer is left out");
        continue;
      }
      if (question_.accepted_size() >= 60) {
        notes_.emplace_back("of its right answers only 60 are kept");
        return true;
      }
      v1::AcceptedText& accepted = *question_.add_accepted();
      if (name == "varsubstring") {
        accepted.set_text((exact ? "(?s).*" : "(?si).*") + Quoted(text) + ".*");
        accepted.set_match("regex");
        if (!quiz::CheckRegex(accepted.text()).ok()) return false;
      } else {
        accepted.set_text(text);
        accepted.set_match(exact ? "exact" : "ignore_case");
      }
      if (share < 1) accepted.set_points(question_.points() * share);
    }
    return true;
  }

  // --- what is said with the results ---

  void ReadFeedback() {
    std::map<std::string, std::string> texts;
    for (const pugi::xml_node& one : item_.children())
      if (NameOf(one) == "itemfeedback") texts[Attribute(one, "ident")] = Texts(one);
    std::set<std::string> placed;
    for (const Condition& one : conditions_) {
      if (one.score) continue;
      const auto chosen = Alternatives(one.asks);
      const bool always = !Child(one.asks, "other").empty();
      for (const std::string& id : one.feedback) {
        const auto text = texts.find(id);
        if (text == texts.end() || text->second.empty() || placed.contains(id)) continue;
        if (chosen.size() == 1 && chosen[0]->feedback().empty()) {
          chosen[0]->set_feedback(text->second);
        } else if (always && question_.feedback().empty() &&
                   id.find("incorrect") == std::string::npos) {
          question_.set_feedback(text->second);
        } else {
          continue;
        }
        placed.insert(id);
      }
    }
    for (const auto& [id, text] : texts)
      if (!text.empty() && !placed.contains(id))
        notes_.push_back("feedback \"" + OneLine(id, 60) + "\", shown on a condition, is left out");
  }

  const pugi::xml_node item_;
  const Resolve& resolve_;
  std::vector<std::string>& notes_;
  bool& shuffled_;
  v1::Question question_;
  std::map<std::string, std::string> meta_;
  std::string type_, profile_;
  std::vector<Condition> conditions_;
  std::map<std::string, int> places_;
};

}  // namespace

Result<v1::Question> ReadItem12(const pugi::xml_node& item, const Resolve& resolve,
                                std::vector<std::string>& notes, bool& shuffled) {
  return Item(item, resolve, notes, shuffled).Read();
}

std::map<std::string, std::string> MetadataOf(const pugi::xml_node& node) {
  std::map<std::string, std::string> fields;
  for (const pugi::xml_node& meta : node.children()) {
    if (NameOf(meta) != "qtimetadata") continue;
    for (const pugi::xml_node& field : meta.children()) {
      if (NameOf(field) != "qtimetadatafield") continue;
      std::string label;
      for (const char c : Trimmed(TextOf(Child(field, "fieldlabel"))))
        label += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      fields.emplace(label, Trimmed(TextOf(Child(field, "fieldentry"))));
    }
  }
  return fields;
}

}  // namespace assay::courses::cartridge
