package dev.scorebus.action;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What someone may have meant who wrote a key that does not exist.
public final class NearestName {
    private static final int LONGEST = 64;

    private NearestName() {}

    /// Words for an unknown key, with the nearest known one or the place where it belongs.
    static String unknown(String name, String path, Shape.Section section) {
        String shown = Nodes.quote(name);
        List<String> elsewhere = ActionFields.sectionsWith(name);
        if (!elsewhere.isEmpty()) {
            return "%s is not a field of %s; it belongs in %s"
                    .formatted(shown, path.isEmpty() ? "the file" : path, elsewhere.getFirst());
        }
        return of(name, section.fields().stream().map(Field::name).toList())
                .map(near -> "%s is not a field; did you mean '%s'?".formatted(shown, near))
                .orElse("%s is not a field".formatted(shown));
    }

    /// The nearest of some words, when one is near enough to be a slip: a third of the letters may differ.
    public static Optional<String> of(String word, List<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = plain(word);
        return known.stream()
                .min(Comparator.comparingInt(other -> distance(plain, plain(other))))
                .filter(near -> distance(plain, plain(near)) <= Math.max(1, near.length() / 3));
    }

    /// The nearest of some words as the end of a message, such as `; did you mean 'train'?`; empty when none is near.
    public static String hint(String word, List<String> known) {
        return of(word, known).map("; did you mean '%s'?"::formatted).orElse("");
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_ .]", "");
    }

    /// How many letters must be put in, taken out or changed, or change places with their neighbour (the restricted distance of
    /// Damerau and Levenshtein).
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            before = above;
            above = row;
        }
        return above[b.length()];
    }
}
