import scorebus

app = scorebus.Program("bench")


@app.score_batch
def score(messages):
    return [12.5 for message in messages]


app.run()
