#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "plagiarism/evidence/features.h"
#include "plagiarism/hash.h"

// Evidence on the surface of a text: tokens in their order, names, literals, comments, layout, and
// stretches of characters. structure.cc has what lies below it.
namespace assay::plagiarism {
namespace {

// The length of a gram of tokens. Shorter ones are everywhere, longer ones do not survive a word
// that was put between.
constexpr size_t kTokenGram = 6;
constexpr size_t kCharacters = 5;
// Larger files give a part of their grams, chosen by hash so that equal stretches give equal ones.
constexpr size_t kManyGrams = 1200;

void Add(FeatureBag& bag, uint64_t hash, uint16_t file, uint32_t begin, uint32_t end) {
  bag.push_back({hash, begin, end, file, 1});
}

bool IsSeparator(const SourceTree& source, const Token& token) {
  if (token.cls != TokenClass::kSign || token.end - token.begin != 1) return false;
  const char c = source.text[token.begin];
  return c == ';' || c == ',' || c == '(' || c == ')';
}

// Of ASCII, and inline: they see every byte.
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool IsLetter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 ||
         (static_cast<unsigned char>(c) >= 0x80);
}

struct Word {
  std::string text;  // in small letters
  uint32_t begin, end;
};

std::vector<Word> WordsOf(std::string_view text, uint32_t offset, bool digits) {
  std::vector<Word> words;
  for (size_t i = 0; i < text.size();) {
    const auto is = [&](size_t at) {
      return IsLetter(text[at]) ||
             (digits && std::isdigit(static_cast<unsigned char>(text[at])) != 0);
    };
    if (!is(i)) {
      ++i;
      continue;
    }
    Word word{{}, offset + static_cast<uint32_t>(i), 0};
    while (i < text.size() && is(i)) word.text += Lower(text[i++]);
    word.end = offset + static_cast<uint32_t>(i);
    words.push_back(std::move(word));
  }
  return words;
}

void AddWords(const std::vector<Word>& words, uint64_t salt, uint16_t file, FeatureBag& bag) {
  for (size_t i = 0; i < words.size(); ++i) {
    const uint64_t one = HashText(words[i].text);
    if (words[i].text.size() > 1) Add(bag, Combine(salt, one), file, words[i].begin, words[i].end);
    if (i + 1 < words.size()) {
      Add(bag, Combine(salt + 1, one, HashText(words[i + 1].text)), file, words[i].begin,
          words[i + 1].end);
    }
    if (i + 2 < words.size()) {
      Add(bag, Combine(salt + 2, one, HashText(words[i + 1].text), HashText(words[i + 2].text)),
          file, words[i].begin, words[i + 2].end);
    }
  }
}

// fooBar_baz2 → foo, bar, baz
void AddPartsOfName(std::string_view name, uint16_t file, uint32_t begin, uint32_t end,
                    FeatureBag& bag) {
  std::string part;
  size_t parts = 0;
  const auto finish = [&] {
    if (part.size() > 2) Add(bag, Combine(0x1d2, HashText(part)), file, begin, end);
    parts += part.empty() ? 0 : 1;
    part.clear();
  };
  for (size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (!IsLetter(name[i])) {
      finish();
      continue;
    }
    const bool starts =
        std::isupper(c) != 0 && i > 0 && std::islower(static_cast<unsigned char>(name[i - 1])) != 0;
    if (starts) finish();
    part += Lower(name[i]);
  }
  if (parts > 0 || part.size() > 2) finish();
}

std::string NumberValue(std::string_view text) {
  std::string value;
  for (const char c : text) {
    if (c != '_' && c != '\'') value += Lower(c);
  }
  const bool hex = value.starts_with("0x");
  while (!hex && !value.empty() && std::string_view("fdlu").find(value.back()) != std::string::npos)
    value.pop_back();
  if (!hex && value.find('.') != std::string::npos) {
    while (value.back() == '0') value.pop_back();
    if (value.back() == '.') value.pop_back();
  }
  return value.empty() ? "0" : value;
}

}  // namespace

void AddTokenFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag) {
  std::vector<const Token*> tokens;
  tokens.reserve(source.tokens.size());
  for (const Token& token : source.tokens) {
    if (!IsSeparator(source, token)) tokens.push_back(&token);
  }
  const uint64_t salt = HashText(source.language.name);
  const size_t every = tokens.size() / (kManyGrams * 12) + 1;
  bag.reserve(bag.size() + tokens.size() / every);
  for (size_t i = 0; i + kTokenGram <= tokens.size(); ++i) {
    uint64_t hash = salt;
    for (size_t j = i; j < i + kTokenGram; ++j)
      hash = hash * 0x9e3779b97f4a7c15U + tokens[j]->kind + 1;
    hash = Mix(hash);
    if (every > 1 && hash % every != 0) continue;
    Add(bag, hash, file, tokens[i]->begin, tokens[i + kTokenGram - 1]->end);
  }
}

void AddIdentifierFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag) {
  if (source.language.prose) return;
  uint64_t before = 0;
  for (const Token& token : source.tokens) {
    if (token.cls != TokenClass::kName) continue;
    const std::string_view name = source.TextOf(token);
    const uint64_t whole = HashText(name);
    Add(bag, Combine(0x1d1, whole), file, token.begin, token.end);
    if (before != 0) Add(bag, Combine(0x1d3, before, whole), file, token.begin, token.end);
    before = whole;
    if (name.size() > 2) AddPartsOfName(name, file, token.begin, token.end, bag);
  }
}

void AddLiteralFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag) {
  if (source.language.prose) {
    AddWords(WordsOf(source.text, 0, true), 0x117, file, bag);
    return;
  }
  for (const Token& token : source.tokens) {
    const std::string_view text = source.TextOf(token);
    if (token.cls == TokenClass::kNumber) {
      Add(bag, Combine(0x112, HashText(NumberValue(text))), file, token.begin, token.end);
    } else if (token.cls == TokenClass::kString) {
      const std::vector<Word> words = WordsOf(text, token.begin, true);
      if (text.size() > 2) {
        // What it says, whatever the quotes, the blanks and the signs around it.
        uint64_t whole = 0x111;
        for (const Word& word : words) whole = Combine(whole, HashText(word.text));
        Add(bag, words.empty() ? Combine(whole, HashText(text)) : whole, file, token.begin,
            token.end);
        Add(bag, Combine(0x114, HashText(text.substr(1, text.size() - 2))), file, token.begin,
            token.end);
      }
      AddWords(words, 0x115, file, bag);
    }
  }
}

void AddCommentFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag) {
  for (const Span& comment : source.comments) {
    const std::string_view text = source.text.substr(comment.begin, comment.end - comment.begin);
    AddWords(WordsOf(text, comment.begin, false), 0xc01, file, bag);
  }
}

void AddLayoutFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag) {
  if (source.language.prose) return;
  const Token* before = nullptr;
  for (const Token& token : source.tokens) {
    if (before != nullptr && token.begin >= before->end) {
      const std::string_view gap = source.text.substr(before->end, token.begin - before->end);
      if (gap.size() < 200) {
        const uint64_t around = Combine(before->kind, token.kind);
        Add(bag, Combine(0x1a1, around, HashText(gap)), file, before->begin, token.end);
      }
    }
    before = &token;
  }
  // The first bytes of each line and of the next.
  uint64_t previous = 0;
  for (size_t i = 0; i < source.line_starts.size(); ++i) {
    const uint32_t begin = source.line_starts[i];
    uint32_t at = begin;
    while (at < source.text.size() && (source.text[at] == ' ' || source.text[at] == '\t')) ++at;
    const uint32_t end = i + 1 < source.line_starts.size()
                             ? source.line_starts[i + 1]
                             : static_cast<uint32_t>(source.text.size());
    uint32_t last = end;
    while (last > at && (source.text[last - 1] == '\n' || source.text[last - 1] == '\r')) --last;
    uint32_t word = last;
    while (word > at && (source.text[word - 1] == ' ' || source.text[word - 1] == '\t')) --word;
    const uint64_t line =
        Combine(HashText(source.text.substr(begin, at - begin)),
                HashText(source.text.substr(word, last - word)),
                word == at ? 1 : static_cast<unsigned char>(source.text[word - 1]));
    Add(bag, Combine(0x1a2, previous, line), file, begin, last);
    previous = line;
  }
}

void AddRarityFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag) {
  std::string text;
  std::vector<uint32_t> places;
  text.reserve(source.text.size());
  places.reserve(source.text.size());
  for (size_t i = 0; i < source.text.size(); ++i) {
    const char c = source.text[i];
    if (IsSpace(c)) {
      if (text.empty() || text.back() == ' ') continue;
      text += ' ';
    } else {
      text += Lower(c);
    }
    places.push_back(static_cast<uint32_t>(i));
  }
  const size_t every = text.size() / kManyGrams + 1;
  bag.reserve(bag.size() + text.size() / every);
  for (size_t i = 0; i + kCharacters <= text.size(); ++i) {
    uint64_t hash = 0;
    for (size_t j = i; j < i + kCharacters; ++j)
      hash = (hash << 8U) | static_cast<unsigned char>(text[j]);
    hash = Mix(hash + 0x5a5a);
    if (every > 1 && hash % every != 0) continue;
    Add(bag, hash, file, places[i], places[i + kCharacters - 1] + 1);
  }
}

void AddFeatures(const SourceTree& source, uint16_t file, Profile& profile) {
  AddTokenFeatures(source, file, profile.of(Evidence::kTokens));
  AddStructureFeatures(source, file, profile.of(Evidence::kStructure));
  AddIdentifierFeatures(source, file, profile.of(Evidence::kIdentifiers));
  AddLiteralFeatures(source, file, profile.of(Evidence::kLiterals));
  AddCommentFeatures(source, file, profile.of(Evidence::kComments));
  AddLayoutFeatures(source, file, profile.of(Evidence::kLayout));
  AddRarityFeatures(source, file, profile.of(Evidence::kRarity));
}

namespace {

// Into 256 drawers by the first bits, which are spread evenly, and each drawer for itself.
void SortByHash(FeatureBag& bag, FeatureBag& scratch) {
  std::array<uint32_t, 257> begin{};
  for (const Feature& one : bag) ++begin[(one.hash >> 56U) + 1];
  for (size_t drawer = 0; drawer < 256; ++drawer) begin[drawer + 1] += begin[drawer];
  scratch.resize(bag.size());
  std::array<uint32_t, 257> next = begin;
  for (const Feature& one : bag) scratch[next[one.hash >> 56U]++] = one;
  for (size_t drawer = 0; drawer < 256; ++drawer)
    std::sort(scratch.begin() + begin[drawer], scratch.begin() + begin[drawer + 1]);
  bag.swap(scratch);
}

}  // namespace

void Seal(Profile& profile) {
  FeatureBag scratch;
  for (FeatureBag& bag : profile.bags) {
    SortByHash(bag, scratch);
    size_t kept = 0;
    for (size_t i = 0; i < bag.size(); ++i) {
      if (kept > 0 && bag[kept - 1].hash == bag[i].hash) {
        if (bag[kept - 1].count < UINT16_MAX) ++bag[kept - 1].count;
      } else {
        bag[kept++] = bag[i];
      }
    }
    scratch.assign(bag.begin(), bag.begin() + static_cast<std::ptrdiff_t>(kept));
    scratch.shrink_to_fit();
    bag.swap(scratch);
  }
}

}  // namespace assay::plagiarism
