import scorebus

app = scorebus.Program("bench")


@app.score
def score(message):
    return 12.5


app.run()
