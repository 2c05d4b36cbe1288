package dev.scorebus.trees;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes small models as XGBoost's JSON.
final class ModelText {
    private ModelText() {}

    /// A regression model whose base score is 0.5.
    static byte[] of(int features, List<SmallTree> trees) {
        String text =
                """
                {"learner": {"attributes": {"best_iteration": "0"}, "gradient_booster": {"model": {
                   "gbtree_model_param": {"num_trees": "%d"},
                   "tree_info": %s,
                   "trees": [%s]}, "name": "gbtree"},
                 "learner_model_param": {"base_score": "[5E-1]", "num_class": "0", "num_feature": "%d", "num_target": "1"},
                 "objective": {"name": "reg:squarederror"}}, "version": [3, 0, 4]}
                """
                        .formatted(
                                trees.size(),
                                trees.stream().map(_ -> 0).toList(),
                                trees.stream()
                                        .map(ModelText::tree)
                                        .collect(Collectors.joining(",\n")),
                                features);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String tree(SmallTree tree) {
        List<SmallTree> nodes = tree.nodes();
        List<Integer> left = new ArrayList<>();
        int child = 1;
        for (SmallTree node : nodes) {
            left.add(node instanceof SmallTree.Split ? child : -1);
            child += node instanceof SmallTree.Split ? 2 : 0;
        }
        List<Integer> right = left.stream().map(node -> node < 0 ? -1 : node + 1).toList();
        List<Integer> byCategory =
                IntStream.range(0, nodes.size())
                        .filter(
                                node ->
                                        nodes.get(node) instanceof SmallTree.Split split
                                                && !split.categories().isEmpty())
                        .boxed()
                        .toList();
        List<Integer> segments = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        List<Integer> categories = new ArrayList<>();
        for (int node : byCategory) {
            SmallTree.Split split = (SmallTree.Split) nodes.get(node);
            segments.add(categories.size());
            sizes.add(split.categories().size());
            categories.addAll(new TreeSet<>(split.categories()));
        }
        return """
            {"left_children": %s, "right_children": %s,
             "split_indices": %s,
             "split_conditions": %s,
             "default_left": %s,
             "sum_hessian": %s,
             "split_type": %s,
             "categories_nodes": %s, "categories_segments": %s, "categories_sizes": %s, "categories": %s,
             "tree_param": {"num_nodes": "%d", "size_leaf_vector": "1"}}"""
                .formatted(
                        left,
                        right,
                        each(nodes, split -> split.feature(), _ -> 0),
                        each(nodes, split -> split.threshold(), leaf -> leaf.value()),
                        each(nodes, split -> split.missingLeft(), _ -> 0),
                        nodes.stream().map(SmallTree::cover).toList(),
                        each(nodes, split -> split.categories().isEmpty() ? 0 : 1, _ -> 0),
                        byCategory,
                        segments,
                        sizes,
                        categories,
                        nodes.size());
    }

    private static List<Object> each(
            List<SmallTree> nodes,
            Function<SmallTree.Split, Object> ofSplit,
            Function<SmallTree.Leaf, Object> ofLeaf) {
        return nodes.stream()
                .map(
                        node ->
                                switch (node) {
                                    case SmallTree.Split split -> ofSplit.apply(split);
                                    case SmallTree.Leaf leaf -> ofLeaf.apply(leaf);
                                })
                .toList();
    }
}
