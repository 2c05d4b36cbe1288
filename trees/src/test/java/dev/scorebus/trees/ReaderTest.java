package dev.scorebus.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReaderTest {
    private static final SmallTree TREE =
            new SmallTree.Split(
                    0,
                    3,
                    Set.of(),
                    true,
                    new SmallTree.Leaf(1, 10),
                    new SmallTree.Split(
                            1,
                            0,
                            Set.of(1, 2),
                            false,
                            new SmallTree.Leaf(2, 20),
                            new SmallTree.Leaf(3, 30)));

    private static final String MODEL =
            new String(ModelText.of(2, List.of(TREE)), StandardCharsets.UTF_8);

    @Test
    void theModelItselfIsRead() throws Exception {
        TreeEnsemble model = read(MODEL);

        assertThat(model.objective()).isEqualTo(Objective.SQUARED_ERROR);
        assertThat(model.features()).isEqualTo(2);
        assertThat(model.groups()).isEqualTo(1);
        assertThat(margin(model, 2, 0)).isEqualTo(1.5f);
        assertThat(margin(model, Float.NaN, 0)).isEqualTo(1.5f);
        assertThat(margin(model, 3, 0)).isEqualTo(2.5f);
        assertThat(margin(model, 3, 2)).isEqualTo(3.5f);
        assertThat(margin(model, 3, 2.9f)).isEqualTo(3.5f);
        assertThat(margin(model, 3, Float.NaN)).isEqualTo(3.5f);
        assertThat(margin(model, 3, -1)).isEqualTo(2.5f);
        assertThat(margin(model, 3, 1e9f)).isEqualTo(2.5f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "left_children": [1, -1, 3, -1, -1]  | "left_children": [0, -1, 3, -1, -1]  | its children are 0 and 2, there are nodes 0 to 4
            "left_children": [1, -1, 3, -1, -1]  | "left_children": [1, -1, 1, -1, -1]  | it is reached twice, so this is no tree
            "left_children": [1, -1, 3, -1, -1]  | "left_children": [1, -1, 2, -1, -1]  | it is reached twice, so this is no tree
            "left_children": [1, -1, 3, -1, -1]  | "left_children": [1, -1, 5, -1, -1]  | its children are 5 and 4, there are nodes 0 to 4
            "left_children": [1, -1, 3, -1, -1]  | "left_children": [1, -1, -1, -1, -1] | its children are -1 and 4
            "left_children": [1, -1, 3, -1, -1]  | "left_children": [1, -1, 3, -1]      | right_children has 5 elements, 4 were expected
            "left_children": [1, -1, 3, -1, -1]  | "left_children": [1, -1, 3.5, -1]    | A whole number of 32 bits was expected, got '3.5'
            "split_indices": [0, 0, 1, 0, 0]     | "split_indices": [0, 0, 2, 0, 0]     | it tests feature 2, there are 2
            "split_indices": [0, 0, 1, 0, 0]     | "split_indices": [0, 0, -1, 0, 0]    | it tests feature -1, there are 2
            "split_conditions": [3.0, 1.0        | "split_conditions": [NaN, 1.0        | its threshold is not a number
            "split_conditions": [3.0, 1.0        | "split_conditions": [3.0, Infinity   | the leaf's value is Infinity
            "sum_hessian": [60.0                 | "sum_hessian": [-1                   | sum_hessian is -1.0
            "sum_hessian": [60.0                 | "sum_hessian": [40                   | its sum_hessian is less than a child's
            "categories": [1, 2]                 | "categories": [1, -2]                | it has the category -2
            "categories": [1, 2]                 | "categories": [1]                    | its categories are 0 to 2, there are 1
            "categories": [1, 2]                 | "categories": [1, 2147483647]        | the sets of categories need more than
            "categories_nodes": [2]              | "categories_nodes": [7]              | categories_nodes names it wrongly or twice
            "categories_nodes": [2]              | "categories_nodes": [0]              | split_type and categories_nodes disagree
            "size_leaf_vector": "1"              | "size_leaf_vector": "3"              | Leaves with more than one value are not supported
            "tree_info": [0]                     | "tree_info": [1]                     | A tree is of group 1
            "tree_info": [0]                     | "tree_info": [0, 0]                  | 2 trees have their group
            "name": "gbtree"                     | "name": "dart"                       | The booster is 'dart'
            "name": "reg:squarederror"           | "name": "rank:ndcg"                  | The objective 'rank:ndcg' is not supported; train with
            "num_feature": "2"                   | "num_feature": "0"                   | The model has no features
            "num_feature": "2"                   | "num_feature": "-2"                  | A whole number from 0 to 16384 was expected, got '-2'
            "num_target": "1"                    | "num_target": "2"                    | The model has 2 targets
            "num_class": "0"                     | "num_class": "2"                     | reg:squarederror has 2 groups, 1 was expected
            "base_score": "[5E-1]"               | "base_score": "[1, 2]"               | base_score has 2 numbers, there are 1 groups
            "base_score": "[5E-1]"               | "base_score": "five"                 | base_score has 'five', a number was expected
            "base_score": "[5E-1]"               | "base_score": "NaN"                  | A base_score of NaN is not possible
            "tree_info": [0]                     | "tree_info": {"a": 0}                | '[' was expected, got '{', at learner.gradient_booster.model.tree_info (byte
            """)
    void whatIsWrongIsNamed(String sound, String wrong, String message) {
        assertThat(MODEL).contains(sound);
        assertThatThrownBy(() -> read(MODEL.replace(sound, wrong)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aDeepDocumentIsRefusedBeforeTheStackOverflows() {
        String deep = "{\"version\": " + "[".repeat(1_000_000);

        assertThatThrownBy(() -> read(deep))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("nest deeper than 32");
    }

    @Test
    void aFileThatIsNoModelIsRefused() {
        for (String text :
                List.of("", "{", "hello", "[]", "{}", "\u0000\u0001", "{} {}", "{\"a\"")) {
            assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidModelException.class);
        }
    }

    @Test
    void everyLimitHolds() throws Exception {
        ReadLimits fitting = new ReadLimits(1 << 20, 9, 1, 5, 2, 2, 1, 100, 2);
        TreeEnsemble.read(MODEL.getBytes(StandardCharsets.UTF_8), fitting);
        refused(new ReadLimits(100, 9, 1, 5, 2, 2, 1, 100, 2), "at most 100 are read");
        refused(new ReadLimits(1 << 20, 4, 1, 5, 2, 2, 1, 100, 2), "nest deeper than 4");
        refused(new ReadLimits(1 << 20, 9, 0, 5, 2, 2, 1, 100, 2), "more than 0 elements");
        refused(new ReadLimits(1 << 20, 9, 1, 4, 2, 2, 1, 100, 2), "more than 4 elements");
        refused(new ReadLimits(1 << 20, 9, 1, 5, 1, 2, 1, 100, 2), "deeper than 1");
        refused(new ReadLimits(1 << 20, 9, 1, 5, 2, 1, 1, 100, 2), "from 0 to 1 was expected");
        refused(new ReadLimits(1 << 20, 9, 1, 5, 2, 2, 1, 10, 2), "more than 10 constants");
        refused(new ReadLimits(1 << 20, 9, 1, 5, 2, 2, 1, 100, 1), "more than 1 elements");
    }

    @Test
    void theBaseScoreIsReadInBothForms() throws Exception {
        String logistic = MODEL.replace("reg:squarederror", "binary:logistic");

        assertThat(margin(read(MODEL.replace("[5E-1]", "2.5")), 2, 0)).isEqualTo(3.5f);
        assertThat(margin(read(MODEL.replace("[5E-1]", "[2.5E0]")), 2, 0)).isEqualTo(3.5f);
        assertThat(margin(read(logistic.replace("[5E-1]", "[8E-1]")), 2, 0))
                .isEqualTo((float) Math.log(4) + 1);
        String classes =
                MODEL.replace("reg:squarederror", "multi:softprob")
                        .replace("\"num_class\": \"0\"", "\"num_class\": \"3\"")
                        .replace("[5E-1]", "[1E-1,-2E-1,3E-1]");
        float[] margins = new float[3];
        read(classes).predictor().margins(new float[] {2, 0}, 1, margins);
        assertThat(margins).containsExactly(1.1f, -0.2f, 0.3f);
        assertThatThrownBy(() -> read(logistic.replace("[5E-1]", "1")))
                .hasMessageContaining("A base_score of 1.0 is not possible");
    }

    @Test
    void tooSmallArraysAreRefusedBeforeAnythingIsWritten() throws Exception {
        TreeEnsemble model = read(MODEL);

        assertThatThrownBy(() -> model.predictor().margins(new float[3], 2, new float[2]))
                .hasMessage("2 rows of 2 features were promised, there are 3 values");
        assertThatThrownBy(() -> model.explainer().contributions(new float[4], 2, new float[5]))
                .hasMessage("The result has 6 values, there is room for 5");
        assertThatThrownBy(
                        () ->
                                model.explainer()
                                        .contributions(
                                                new float[2], 1, new int[] {1}, new float[3]))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void refused(ReadLimits limits, String message) {
        assertThatThrownBy(() -> TreeEnsemble.read(MODEL.getBytes(StandardCharsets.UTF_8), limits))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }

    private static TreeEnsemble read(String text) throws InvalidModelException {
        return TreeEnsemble.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static float margin(TreeEnsemble model, float first, float second) {
        float[] margin = new float[1];
        model.predictor().margins(new float[] {first, second}, 1, margin);
        return margin[0];
    }
}
