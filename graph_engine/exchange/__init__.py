"""What is exchanged with analysts' tools (交换): answers for notebooks, and the graph as frames, networkx and igraph.

pandas, networkx and igraph are imported when they are asked for, each in its own file and nowhere else. igraph is under
the GPL: without it everything but `igraph_graph.py` works.
"""
