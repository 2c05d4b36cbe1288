package dev.scorebus.deploy;

import java.util.List;

/// A mistake that someone could make, and the words by which it must be found.
///
/// @param instead of this text, which stands in the file
/// @param mistake stands that
/// @param found is part of the problem that is reported
record Planted(String instead, String mistake, String found) {
    /// Those of one file in the folder of mistakes.
    static List<Planted> all(String name) {
        return Tree.document(
                        Repository.read("deploy/src/test/resources/mistakes/" + name + ".yaml"))
                .items()
                .stream()
                .map(
                        one ->
                                new Planted(
                                        one.at("instead").text(),
                                        one.at("mistake").text(),
                                        one.at("found").text()))
                .toList();
    }

    String in(String text) {
        if (!text.contains(instead)) {
            throw new AssertionError("The file no longer holds '%s'".formatted(instead));
        }
        return text.replace(instead, mistake);
    }
}
