package dev.scorebus.trees;

import java.util.Arrays;

/// What a model predicts before its first tree.
final class BaseScore {
    private BaseScore() {}

    /// The margins by group. Up to 3.0 XGBoost writes one number (`5E-1`), from 3.1 on a list (`[5E-1]`) that has one number
    /// or one per group.
    static float[] margins(String text, Objective objective, int groups)
            throws InvalidModelException {
        boolean list = text.startsWith("[") && text.endsWith("]");
        String[] words =
                (list ? text.substring(1, text.length() - 1) : text).split(",", groups + 1);
        if (words.length != 1 && words.length != groups) {
            throw new InvalidModelException(
                    "base_score has %d numbers, there are %d groups (learner.learner_model_param)"
                            .formatted(words.length, groups));
        }
        float[] margins = new float[groups];
        Arrays.fill(margins, margin(words[0], objective));
        for (int group = 1; group < words.length; group++) {
            margins[group] = margin(words[group], objective);
        }
        return margins;
    }

    private static float margin(String word, Objective objective) throws InvalidModelException {
        try {
            return objective.margin(Float.parseFloat(word));
        } catch (NumberFormatException e) {
            throw new InvalidModelException(
                    "base_score has '%s', a number was expected (learner.learner_model_param)"
                            .formatted(DocumentReader.shown(word)));
        }
    }
}
