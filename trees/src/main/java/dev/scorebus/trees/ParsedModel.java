package dev.scorebus.trees;

import java.util.ArrayList;
import java.util.List;

/// A model as the file has it, read but for its trees' shape not yet checked. Fields that prediction and explanation do not
/// need are passed over, the attributes among them: a `best_iteration` that early stopping left there changes nothing, as it
/// changes nothing when XGBoost4J predicts with a saved model. All rounds of the file count.
final class ParsedModel {
    final List<ParsedTree> trees = new ArrayList<>();
    int[] treeGroups = {};
    String booster = "";
    String objective = "";
    String baseScore = "";
    int features = -1;
    private int classes;
    private int targets = 1;
    private int nodes;
    private int categories;
    private final DocumentReader document;
    private final ReadLimits limits;

    private ParsedModel(DocumentReader document, ReadLimits limits) {
        this.document = document;
        this.limits = limits;
    }

    static ParsedModel read(byte[] bytes, ReadLimits limits) throws InvalidModelException {
        DocumentReader document = DocumentReader.of(bytes, limits);
        ParsedModel model = new ParsedModel(document, limits);
        document.object(model::readTop);
        document.end();
        model.check();
        return model;
    }

    /// How many outputs: the classes, or 1.
    int groups() {
        return Math.max(1, classes);
    }

    private void readTop(String name) throws InvalidModelException {
        switch (name) {
            case "learner" -> document.object(this::readLearner);
            default -> document.skip();
        }
    }

    private void readLearner(String name) throws InvalidModelException {
        switch (name) {
            case "gradient_booster" -> document.object(this::readBooster);
            case "learner_model_param" -> document.object(this::readParameter);
            case "objective" -> document.object(this::readObjective);
            default -> document.skip();
        }
    }

    private void readBooster(String name) throws InvalidModelException {
        switch (name) {
            case "name" -> booster = document.text();
            case "model" -> document.object(this::readForest);
            default -> document.skip();
        }
    }

    private void readForest(String name) throws InvalidModelException {
        switch (name) {
            case "tree_info" -> treeGroups = document.integers(limits.trees());
            case "trees" -> document.array(this::readTree);
            default -> document.skip();
        }
    }

    private void readTree(int index) throws InvalidModelException {
        if (trees.size() == limits.trees()) {
            throw document.invalid("There are more than %d trees".formatted(limits.trees()));
        }
        ParsedTree tree =
                ParsedTree.read(
                        document, limits.nodes() - nodes, limits.categoryWords() - categories);
        nodes += tree.nodes();
        categories += tree.categories.length;
        trees.add(tree);
    }

    private void readObjective(String name) throws InvalidModelException {
        switch (name) {
            case "name" -> objective = document.text();
            default -> document.skip();
        }
    }

    private void readParameter(String name) throws InvalidModelException {
        switch (name) {
            case "base_score" -> baseScore = document.text();
            case "num_class" -> classes = number(limits.groups());
            case "num_feature" -> features = number(limits.features());
            case "num_target" -> targets = number(limits.groups());
            default -> document.skip();
        }
    }

    private int number(int most) throws InvalidModelException {
        String text = document.text();
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (number < 0 || number > most) {
            throw document.invalid(
                    "A whole number from 0 to %d was expected, got '%s'"
                            .formatted(most, DocumentReader.shown(text)));
        }
        return number;
    }

    private void check() throws InvalidModelException {
        if (!booster.equals("gbtree")) {
            throw new InvalidModelException(
                    "The booster is '%s' (learner.gradient_booster.name); only gbtree is supported"
                            .formatted(DocumentReader.shown(booster)));
        }
        if (features < 1) {
            throw new InvalidModelException(
                    "The model has no features (learner.learner_model_param.num_feature)");
        }
        if (targets > 1) {
            throw new InvalidModelException(
                    "The model has %d targets (learner.learner_model_param.num_target); only one is supported"
                            .formatted(targets));
        }
        if (treeGroups.length != trees.size()) {
            throw new InvalidModelException(
                    "%d trees have their group in learner.gradient_booster.model.tree_info, there are %d trees"
                            .formatted(treeGroups.length, trees.size()));
        }
        for (int group : treeGroups) {
            if (group < 0 || group >= groups()) {
                throw new InvalidModelException(
                        "A tree is of group %d (learner.gradient_booster.model.tree_info), there are %d groups"
                                .formatted(group, groups()));
            }
        }
    }
}
