package dev.scorebus.cli.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A fenced block of a page.
///
/// @param page the file
/// @param line the line of its fence, from 1
/// @param language what follows the fence
/// @param needs what `<!-- needs: … -->` above it names: a program, or `python3 with xgboost`
/// @param text the block
record Snippet(Path page, int line, String language, Optional<String> needs, String text) {
    private static final String FENCE = "```";
    private static final String NEEDS = "<!-- needs: ";

    /// The blocks of a page, in order.
    static List<Snippet> of(Path page) throws IOException {
        List<Snippet> found = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        Optional<String> needs = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(NEEDS)) {
                needs = Optional.of(line.substring(NEEDS.length(), line.indexOf(" -->")));
            } else if (line.startsWith(FENCE)) {
                int end = i + 1;
                while (!lines.get(end).startsWith(FENCE)) {
                    end++;
                }
                String text = String.join("\n", lines.subList(i + 1, end));
                found.add(
                        new Snippet(
                                page, i + 1, line.substring(FENCE.length()).strip(), needs, text));
                needs = Optional.empty();
                i = end;
            }
        }
        return found;
    }

    /// Where it stands, for the name of a test.
    String place() {
        return page.getFileName() + ":" + line;
    }
}
