"""Graph pictures as plain data (图谱视图): what is drawn, where it stands and what it says; one kind a file."""
