package dev.scorebus.cli.template;

import dev.scorebus.action.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// What a new program is made from: files in which its name and the folder of this copy of Scorebus are put.
enum Template {
    PYTHON,
    PYTHON_SKLEARN,
    NODE,
    SHELL,
    PERL;

    private static final String ACTION = "action.yaml";
    private static final List<String> COMMON = List.of(ACTION, "cases.jsonl", "expected.jsonl");
    private static final List<String> EACH =
            List.of("program.yaml", "Dockerfile", "README.md", "gitignore");

    /// The template of a name.
    ///
    /// @throws IllegalArgumentException when there is none, with those that there are
    static Template of(String name) {
        List<String> known = Stream.of(values()).map(Template::word).toList();
        if (!known.contains(name)) {
            throw new IllegalArgumentException(
                    "--template: there is no template '%s'%s; there are %s"
                            .formatted(
                                    name, NearestName.hint(name, known), String.join(", ", known)));
        }
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /// How it is called on a command line.
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The files of a new program: their text by their name.
    ///
    /// @param words what stands in the place of each `{{word}}`
    Map<String, String> files(Map<String, String> words) {
        Map<String, String> made = new LinkedHashMap<>();
        for (String file : own()) {
            made.put(file, filled(word() + "/" + file, words));
        }
        for (String file : COMMON) {
            if (!made.containsKey(file)) {
                made.put(file, filled("common/" + file, words));
            }
        }
        for (String file : EACH) {
            // Builds leave files of that name out of a jar.
            String target = file.equals("gitignore") ? ".gitignore" : file;
            made.put(target, filled(word() + "/" + file, words));
        }
        return made;
    }

    private List<String> own() {
        return switch (this) {
            case PYTHON -> List.of("program.py", "test_program.py");
            case PYTHON_SKLEARN ->
                    List.of(
                            "program.py",
                            "test_program.py",
                            "run.sh",
                            "rows.csv",
                            "training.json",
                            ACTION);
            case NODE -> List.of("program.js", "program.test.js", "package.json");
            case SHELL -> List.of("program.sh", "test.sh");
            case PERL -> List.of("program.pl", "program.t");
        };
    }

    private static String filled(String resource, Map<String, String> words) {
        String text = text(resource);
        for (Map.Entry<String, String> word : words.entrySet()) {
            text = text.replace("{{" + word.getKey() + "}}", word.getValue());
        }
        return text;
    }

    private static String text(String resource) {
        try (InputStream in =
                Objects.requireNonNull(Template.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " of the template cannot be read", e);
        }
    }
}
