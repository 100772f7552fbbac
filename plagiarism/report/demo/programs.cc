#include "plagiarism/report/demo/programs.h"

#include <algorithm>
#include <array>

namespace assay::plagiarism::report {
namespace {

constexpr std::string_view kGiven = R"(import java.util.*;
import java.nio.file.*;

/** Word statistics. Given: readInput. Write the other methods. */
public class WordStatistics {

    static List<String> readInput(String path) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(path))) {
            if (!line.isBlank()) {
                lines.add(line.strip());
            }
        }
        return lines;
    }
)";

using Ways = std::array<std::string_view, 3>;

constexpr std::array<Ways, 5> kJava = {{
    {R"(
    //#
    static Map<String, Integer> $a(List<String> $b) {
        Map<String, Integer> $c = new HashMap<>();
        for (String $d : $b) {
            for (String $e : $d.toLowerCase().split("[^a-zäöüß]+")) {
                if ($e.isEmpty()) continue;
                $c.merge($e, 1, Integer::sum);
            }
        }
        return $c;
    }
)",
     R"(
    //#
    static Map<String, Integer> $a(List<String> $b) {
        TreeMap<String, Integer> $c = new TreeMap<>();
        for (int $f = 0; $f < $b.size(); $f++) {
            StringTokenizer $d = new StringTokenizer($b.get($f), " ,.;:!?-");
            while ($d.hasMoreTokens()) {
                String $e = $d.nextToken().toLowerCase();
                if ($c.containsKey($e)) {
                    $c.put($e, $c.get($e) + 1);
                } else {
                    $c.put($e, 1);
                }
            }
        }
        return $c;
    }
)",
     R"(
    //#
    static Map<String, Integer> $a(List<String> $b) {
        return $b.stream()
            .flatMap($d -> Arrays.stream($d.split("\\W+")))
            .map(String::toLowerCase)
            .filter($e -> $e.length() > 0)
            .collect(Collectors.toMap($e -> $e, $e -> 1, Integer::sum));
    }
)"},
    {R"(
    //#
    static List<String> mostFrequent(Map<String, Integer> $c, int $g) {
        List<String> $h = new ArrayList<>($c.keySet());
        Collections.sort($h, (x, y) -> {
            int $d = $c.get(y) - $c.get(x);
            return $d != 0 ? $d : x.compareTo(y);
        });
        return $h.subList(0, Math.min($g, $h.size()));
    }
)",
     R"(
    //#
    static List<String> mostFrequent(Map<String, Integer> $c, int $g) {
        PriorityQueue<Map.Entry<String, Integer>> $b =
            new PriorityQueue<>(Map.Entry.comparingByValue());
        for (Map.Entry<String, Integer> $e : $c.entrySet()) {
            $b.add($e);
            if ($b.size() > $g) {
                $b.poll();
            }
        }
        LinkedList<String> $h = new LinkedList<>();
        while (!$b.isEmpty()) {
            $h.addFirst($b.poll().getKey());
        }
        return $h;
    }
)",
     R"(
    //#
    static List<String> mostFrequent(Map<String, Integer> $c, int $g) {
        List<String> $h = new ArrayList<>();
        Set<String> $d = new HashSet<>();
        while ($h.size() < $g && $d.size() < $c.size()) {
            String $e = null;
            for (String $f : $c.keySet()) {
                if ($d.contains($f)) continue;
                if ($e == null || $c.get($f) > $c.get($e)) $e = $f;
            }
            $d.add($e);
            $h.add($e);
        }
        return $h;
    }
)"},
    {R"(
    //#
    static double averageLength(Map<String, Integer> $c) {
        long $b = 0, $g = 0;
        for (String $e : $c.keySet()) {
            $b += (long) $e.length() * $c.get($e);
            $g += $c.get($e);
        }
        return $g == 0 ? 0.0 : (double) $b / $g;
    }
)",
     R"(
    //#
    static double averageLength(Map<String, Integer> $c) {
        double $b = 0;
        int $g = 0;
        Iterator<String> $d = $c.keySet().iterator();
        while ($d.hasNext()) {
            String $e = $d.next();
            int $f = $c.get($e);
            $b = $b + $e.length() * $f;
            $g = $g + $f;
        }
        if ($g == 0) {
            return 0;
        }
        return $b / $g;
    }
)",
     R"(
    //#
    static double averageLength(Map<String, Integer> $c) {
        return $c.entrySet().stream()
            .mapToDouble($e -> $e.getKey().length() * (double) $e.getValue())
            .sum() / Math.max(1, $c.values().stream().mapToInt(Integer::intValue).sum());
    }
)"},
    {R"(
    //#
    static String $f(Map<String, Integer> $c, int $g) {
        StringBuilder $b = new StringBuilder();
        for (String $e : mostFrequent($c, $g)) {
            $b.append(String.format("%-12s %5d ", $e, $c.get($e)));
            for (int x = 0; x < $c.get($e); x++) {
                $b.append('*');
            }
            $b.append('\n');
        }
        return $b.toString();
    }
)",
     R"(
    //#
    static String $f(Map<String, Integer> $c, int $g) {
        String $b = "";
        for (String $e : mostFrequent($c, $g)) {
            String $d = "";
            while ($d.length() < $c.get($e)) $d += "#";
            $b += $e + ": " + $c.get($e) + " " + $d + "\n";
        }
        return $b;
    }
)",
     R"(
    //#
    static String $f(Map<String, Integer> $c, int $g) {
        return mostFrequent($c, $g).stream()
            .map($e -> $e + "\t" + "=".repeat($c.get($e)))
            .collect(Collectors.joining("\n"));
    }
)"},
    {R"(
    public static void main(String[] args) throws Exception {
        List<String> $b = readInput(args.length > 0 ? args[0] : "input.txt");
        Map<String, Integer> $c = $a($b);
        //#
        System.out.println("different words: " + $c.size());
        System.out.printf("average length: %.2f%n", averageLength($c));
        System.out.print($f($c, 10));
    }
}
)",
     R"(
    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            System.err.println("usage: WordStatistics FILE");
            System.exit(2);
        }
        Map<String, Integer> $c = $a(readInput(args[0]));
        //#
        System.out.println($f($c, 10));
        System.out.println("Average: " + averageLength($c));
    }
}
)",
     R"(
    public static void main(String[] args) {
        try {
            var $c = $a(readInput(args[0]));
            //#
            System.out.printf("%d words, %.1f letters%n%s", $c.size(), averageLength($c), $f($c, 10));
        } catch (Exception $e) {
            System.out.println("Could not read: " + $e.getMessage());
        }
    }
}
)"},
}};

constexpr std::array<std::string_view, 3> kPython = {R"(import re
import sys


def $a($b):
    $c = {}
    for $d in $b:
        for $e in re.split("[^a-zäöüß]+", $d.lower()):
            if not $e:
                continue
            $c[$e] = $c.get($e, 0) + 1
    return $c


def most_frequent($c, $g):
    #
    $h = sorted($c, key=lambda x: (-$c[x], x))
    return $h[:$g]


if __name__ == "__main__":
    $c = $a(open(sys.argv[1]))
    #
    print("different words: ", len($c))
    for $e in most_frequent($c, 10):
        print("%-12s %5d " % ($e, $c[$e]), "*" * $c[$e])
)",
                                                     R"(from collections import Counter
import sys

#
$c = Counter()
with open(sys.argv[1]) as $b:
    for $d in $b:
        $c.update($d.lower().split())

for $e, $g in $c.most_common(10):
    print($e, $g, "#" * $g)
print("average", sum(len(x) * $c[x] for x in $c) / max(1, sum($c.values())))
)",
                                                     R"(import sys, string

def $a(path):
    #
    text = open(path).read().translate(str.maketrans("", "", string.punctuation))
    $b = text.split()
    $c = dict((w, $b.count(w)) for w in set($b))
    return $c

$c = $a(sys.argv[1])
$h = list($c.items())
$h.sort(key=lambda $e: $e[1])
$h.reverse()
for $e in $h[0:10]:
    print($e[0] + "\t" + "=" * $e[1])
)"};

constexpr std::array<std::string_view, 28> kNames = {
    "countWords", "lines",  "counts",    "line",        "word",  "render",  "limit",
    "sorted",     "zaehle", "zeilen",    "haeufigkeit", "zeile", "wort",    "ausgabe",
    "anzahl",     "liste",  "frequency", "input",       "table", "current", "token",
    "histogram",  "top",    "result",    "tally",       "rows",  "freq",    "tok"};

constexpr std::array<std::string_view, 14> kRemarks = {
    "counts every word of the text",
    "the most frequent words, ties in order of the alphabet",
    "total length divided by the number of words",
    "one bar a word",
    "changed after the feedback of last week",
    "seperate the words and count there occurences",
    "sort by frequence, biggest first",
    "avarage over all words, not only different ones",
    "prints the histogramm",
    "see lecture 5, slide 12",
    "hier werden die Wörter gezählt",
    "Durchschnitt der Wortlängen",
    "draw stars",
    "output"};

// The text with its habits filled in: names for $a…$h, a remark for each bare comment.
std::string Fill(std::string_view text, const Habits& habits, size_t& remark) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest[0] == '$' && rest.size() > 1 && rest[1] >= 'a' && rest[1] <= 'h') {
      out += habits.names[static_cast<size_t>(rest[1] - 'a')];
      ++i;
    } else if (rest.starts_with("//#\n") || rest.starts_with("#\n")) {
      out += rest[0] == '/' ? "// " : "# ";
      out += habits.remarks[remark++ % habits.remarks.size()];
      if (rest[0] == '/') i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string Indent(const std::string& text, uint32_t width) {
  std::string out;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const size_t code = std::min(text.find_first_not_of(' ', begin), end);
    out.append((code - begin) / 4 * width + (code - begin) % 4, ' ');
    out.append(text, code, end - code);
    out += '\n';
    begin = end + 1;
  }
  return out;
}

}  // namespace

std::string_view GivenPart() { return kGiven; }

Habits RandomHabits(std::mt19937_64& random) {
  Habits habits;
  for (size_t part = 0; part < kJava.size(); ++part)
    habits.choices.push_back(static_cast<uint32_t>(random() % 3));
  habits.indent = random() % 3 == 0 ? 2 : 4;
  Rename(habits, random);
  return habits;
}

void Rename(Habits& habits, std::mt19937_64& random) {
  habits.names.clear();
  habits.remarks.clear();
  for (size_t i = 0; i < 8; ++i) {
    std::string name(kNames[random() % 4 * 7 % kNames.size() + i % 7]);
    for (const std::string& other : habits.names) {
      if (other == name) name += std::to_string(i);
    }
    habits.names.push_back(name);
  }
  const size_t first = random() % kRemarks.size();
  for (size_t i = 0; i < 5; ++i)
    habits.remarks.emplace_back(kRemarks[(first + i * 3) % kRemarks.size()]);
}

std::string JavaProgram(const Habits& habits) {
  std::string body;
  size_t remark = 0;
  for (size_t part = 0; part < kJava.size(); ++part)
    body += Fill(kJava[part][habits.choices[part]], habits, remark);
  return std::string(kGiven) + Indent(body, habits.indent);
}

std::string PythonProgram(const Habits& habits) {
  size_t remark = 0;
  return Fill(kPython[habits.choices[0]], habits, remark);
}

}  // namespace assay::plagiarism::report
