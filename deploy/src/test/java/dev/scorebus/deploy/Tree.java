package dev.scorebus.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// A piece of YAML that may or may not be there, so that a rule can ask for what a mistake took away.
record Tree(@Nullable Object value) {
    /// Reads a file of one or more documents; a key that is given twice is an error.
    static List<Tree> documents(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return StreamSupport.stream(
                        new Yaml(new SafeConstructor(options)).loadAll(yaml).spliterator(), false)
                .map(Tree::new)
                .toList();
    }

    static Tree document(String yaml) {
        return documents(yaml).getFirst();
    }

    /// What is under these keys; a tree of nothing when nothing is.
    Tree at(String... keys) {
        Object found = value;
        for (String key : keys) {
            found = found instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return new Tree(found);
    }

    boolean exists() {
        return value != null;
    }

    String text() {
        return value == null ? "" : value.toString();
    }

    Map<String, Tree> entries() {
        Map<String, Tree> entries = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) -> entries.put(String.valueOf(key), new Tree(child)));
        }
        return entries;
    }

    List<Tree> items() {
        List<Tree> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(child -> items.add(new Tree(child)));
        }
        return items;
    }

    List<String> texts() {
        return items().stream().map(Tree::text).toList();
    }
}
