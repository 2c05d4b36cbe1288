package dev.scorebus.score.request;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.program.Reply;
import java.util.List;

/// The scores of a request's rows, in their order.
///
/// @param model which version gave them
public record Scores(ModelVersion model, List<Reply.Scored> rows) {}
